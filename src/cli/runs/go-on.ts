/** @module What acts on runs that are recorded: resuming, forking and cancelling them. */
import type { Predictor } from "../../predictor/predictor.ts";
import type { ReasonInput } from "../../reason/body.ts";
import type { ReasonResult } from "../../reason/result.ts";
import type { RunEngine, RunHandle, RunJob } from "../../runs/engine.ts";
import { openCalibrations, openModel, openTimeline, readSettings } from "../assemble.ts";
import { type Io, printJson } from "../io.ts";
import { finish, printReason, showReasoning } from "../reason/action.ts";
import { createRunBodies } from "../run-bodies.ts";
import { withLocalEngine } from "../serve/local-engine.ts";

export type GoOnFlags = { readonly json?: boolean; readonly quiet?: boolean; readonly deterministic?: boolean };
export type ForkFlags = GoOnFlags & { readonly steps: number; readonly seed?: number };

export async function resumeRun(io: Io, id: string, flags: GoOnFlags): Promise<void> {
  await goOn(io, flags, (engine) => engine.resume(id));
}

/** A new run behind the first steps of another, with another seed where one is given. */
export async function forkRun(io: Io, id: string, flags: ForkFlags): Promise<void> {
  const { seed, steps } = flags;
  await goOn(io, flags, (engine) => engine.fork(id, { steps, change: (job) => (seed === undefined ? job : withSeed(job, seed)) }));
}

export async function cancelRun(io: Io, name: string, { json, quiet }: GoOnFlags): Promise<void> {
  const { header: { id }, status } = await withLocalEngine(io, readSettings(io, {}), { bodies: {} }, async (engine) => {
    await engine.cancel(name);
    return await engine.runs.read(name);
  });
  if (json === true) return printJson(io, { id, status });
  const told = status === "interrupted" ? `takes no further step. \`premise runs resume ${id}\` goes on` : `had ended before: ${status}`;
  if (quiet !== true) io.err(`Run ${id} ${told}.\n`);
}

/** The model is opened when a run asks for it, once. */
async function goOn(io: Io, flags: GoOnFlags, begin: (engine: RunEngine) => Promise<RunHandle>): Promise<void> {
  const settings = readSettings(io, { deterministic: flags.deterministic });
  const opened = new Map<string, Promise<Predictor>>();
  const open = (model: string): Promise<Predictor> => {
    const known = opened.get(model) ?? openModel(io, { ...settings, model: { ...settings.model, value: model } });
    opened.set(model, known);
    return known;
  };
  const bodies = createRunBodies({ openModel: open, calibrations: openCalibrations(settings), timeline: openTimeline(settings), clock: io.clock, onProgress: (_, progress) => showReasoning(io, progress) });
  const result = await withLocalEngine(io, settings, { bodies, fingerprintOf: (job) => fingerprintOf(job, open) }, async (engine) => await finish(io, await begin(engine)));
  printReason(io, result satisfies ReasonResult, flags);
}

/** As `premise reason` keeps it. */
export async function fingerprintOf({ input }: RunJob, open: (model: string) => Promise<Predictor>): Promise<string | null> {
  const { model } = input as Partial<ReasonInput>;
  if (model === undefined) return null;
  const { weights, quantization, engine } = (await open(model)).info.fingerprint;
  return `${weights} ${quantization} ${engine}`;
}

function withSeed(job: RunJob, seed: number): RunJob {
  const input = job.input as ReasonInput;
  return { ...job, input: { ...input, request: { ...input.request, seed } } satisfies ReasonInput };
}
