/** @module What acts on runs that are recorded: resuming, forking and cancelling them. */
import { renderFingerprint } from "../../predictor/fingerprint.ts";
import type { Predictor } from "../../predictor/predictor.ts";
import type { ReasonInput } from "../../reason/body.ts";
import type { ReasonResult } from "../../reason/result.ts";
import type { RunEngine, RunHandle, RunJob } from "../../runs/engine.ts";
import type { RunStatus } from "../../runs/run.ts";
import type { ResolvedSettings } from "../../config/settings.ts";
import { openCalibrations, openModel, openTimeline, readSettings } from "../assemble.ts";
import { endProgress, type Io, printJson } from "../io.ts";
import { invalid } from "../options.ts";
import { finish, printReason, showReasoning, usualContextTokens } from "../reason/action.ts";
import { reasonThroughServer, type ServerRun, toError } from "../reason/through-server.ts";
import { createRunBodies } from "../run-bodies.ts";
import { askServer } from "../serve/ask-server.ts";
import { findServer } from "../serve/directory.ts";
import { withLocalEngine } from "../serve/local-engine.ts";

export type GoOnFlags = { readonly json?: boolean; readonly quiet?: boolean; readonly deterministic?: boolean };
export type ForkFlags = GoOnFlags & { readonly steps: number; readonly seed?: number };

export async function resumeRun(io: Io, id: string, flags: GoOnFlags): Promise<void> {
  await goOn(io, flags, { path: `/${encodeURIComponent(id)}/resume`, body: {}, command: "runs resume" }, (engine) => engine.resume(id));
}

/** A new run behind the first steps of another, with another seed where one is given. */
export async function forkRun(io: Io, id: string, flags: ForkFlags): Promise<void> {
  const { seed, steps } = flags;
  await goOn(io, flags, { path: `/${encodeURIComponent(id)}/fork`, body: { steps, ...(seed === undefined ? {} : { seed }) }, command: "runs fork" }, async (engine, fingerprint) => {
    // Where other weights are here, its first step is still as good; the notes behind it are refused.
    const here = await fingerprint(await engine.job(id));
    return await engine.fork(id, { steps, change: (job) => ({ ...(seed === undefined ? job : withSeed(job, seed)), fingerprint: here }) });
  });
}

export async function cancelRun(io: Io, name: string, { json, quiet }: GoOnFlags): Promise<void> {
  const settings = readSettings(io, {});
  const server = findServer(settings.dataDir.value);
  const { id, status } = server === null ? await cancelHere(io, settings, name) : (await askServer(server, "POST", `/premise/v1/runs/${encodeURIComponent(name)}/cancel`, toError, {})) as Cancelled;
  if (json === true) return printJson(io, { id, status });
  const told = status === "interrupted" ? `takes no further step. \`premise runs resume ${id}\` goes on` : `had ended before: ${status}`;
  if (quiet !== true) io.err(`Run ${id} ${told}.\n`);
}

type Cancelled = { readonly id: string; readonly status: RunStatus };

async function cancelHere(io: Io, settings: ResolvedSettings, name: string): Promise<Cancelled> {
  return await withLocalEngine(io, settings, { bodies: {} }, async (engine) => {
    await engine.cancel(name);
    const { header, status } = await engine.runs.read(name);
    return { id: header.id, status };
  });
}

type Asked = Pick<ServerRun, "path" | "body"> & { readonly command: string };

/** In the server where one runs. The model is opened when a run asks for it, once. */
async function goOn(io: Io, flags: GoOnFlags, { command, ...asked }: Asked, begin: (engine: RunEngine, fingerprint: (job: RunJob) => Promise<string | null>) => Promise<RunHandle>): Promise<void> {
  const settings = readSettings(io, { deterministic: flags.deterministic });
  const server = findServer(settings.dataDir.value);
  if (server !== null && flags.deterministic !== undefined) throw invalid("--deterministic", "a server runs on this data directory and does the reasoning; stop it, or leave this out", command);
  if (server !== null) return printReason(io, await reasonThroughServer(server, { ...asked, signal: io.signal, onProgress: (progress) => showReasoning(io, progress) }).finally(() => endProgress(io)), flags);
  const opened = new Map<string, Promise<Predictor>>();
  const open = (model: string): Promise<Predictor> => {
    const known = opened.get(model) ?? openModel(io, { ...settings, model: { ...settings.model, value: model } }, { usualContextTokens });
    opened.set(model, known);
    return known;
  };
  const bodies = createRunBodies({ openModel: open, calibrations: openCalibrations(settings), timeline: openTimeline(settings), clock: io.clock, onProgress: (_, progress) => showReasoning(io, progress) });
  const fingerprint = (job: RunJob): Promise<string | null> => fingerprintOf(job, open);
  const result = await withLocalEngine(io, settings, { bodies, fingerprintOf: fingerprint }, async (engine) => await finish(io, await begin(engine, fingerprint)));
  printReason(io, result satisfies ReasonResult, flags);
}

/** As `premise reason` keeps it. */
export async function fingerprintOf({ input }: RunJob, open: (model: string) => Promise<Predictor>): Promise<string | null> {
  const { model } = input as Partial<ReasonInput>;
  if (model === undefined) return null;
  return renderFingerprint((await open(model)).info.fingerprint);
}

function withSeed(job: RunJob, seed: number): RunJob {
  const input = job.input as ReasonInput;
  return { ...job, input: { ...input, request: { ...input.request, seed } } satisfies ReasonInput };
}
