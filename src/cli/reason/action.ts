/** @module Runs `premise reason`: everything that can be wrong is checked before the model is loaded; then a durable run, here, in the running server, or in a queue. */
import { resolve } from "node:path";
import { isPremiseError, PremiseError } from "../../errors/premise-error.ts";
import { type ModelTarget, parseModelReference, renderModelReference } from "../../models/reference.ts";
import { renderDuration } from "../../models/progress.ts";
import { renderFingerprint } from "../../predictor/fingerprint.ts";
import type { Predictor } from "../../predictor/predictor.ts";
import type { ReasonInput } from "../../reason/body.ts";
import type { ReasonProgress } from "../../reason/job.ts";
import type { ReasonResult } from "../../reason/result.ts";
import { identifyResources } from "../../reason/tools/offer.ts";
import type { RunHandle, RunJob } from "../../runs/engine.ts";
import { openCalibrations, openModel, openTimeline, readSettings } from "../assemble.ts";
import { percent } from "../bars.ts";
import { createColorsFor } from "../colors.ts";
import { readVariable } from "../../config/environment.ts";
import type { ResolvedSettings } from "../../config/settings.ts";
import { invalid } from "../options.ts";
import { endProgress, type Io, printJson, showProgress } from "../io.ts";
import { readText } from "../read-input.ts";
import { createRunBodies, openResources } from "../run-bodies.ts";
import { findServer, type RunningServer } from "../serve/directory.ts";
import { withLocalEngine } from "../serve/local-engine.ts";
import { queueOf } from "../worker/queue.ts";
import { type ReasonFlags, toFolder, toRequest, toServerRequest } from "./flags.ts";
import { renderReason } from "./output.ts";
import { reasonThroughServer } from "./through-server.ts";

export type { ReasonFlags };

/** A chain stands in the cache under each of the contrasts' documents too, so that a step costs its own tokens alone. */
export const usualContextTokens = 16_384;

export async function runReason(io: Io, given: string, flags: ReasonFlags): Promise<void> {
  const question = (given === "-" ? await readText(io) : given).trim();
  const settings = readSettings(io, { model: flags.model, deterministic: flags.deterministic });
  const { premise: presetPremise, temperature, ...target } = parseModelReference(settings.model.value);
  const { request, premise } = toRequest(question, flags, { premise: presetPremise, temperature });
  const documents = toFolder(flags);
  const input: ReasonInput = { request, premise, model: renderModelReference(withWholePath(target)), documents, resources: identifyResources(openResources(premise, documents)) };
  if (flags.detach === true) return await detach(io, settings, input, flags);
  const server = findServer(settings.dataDir.value);
  const result = server === null ? await reasonHere(io, settings, input) : await reasonThere(io, server, input, flags);
  printReason(io, result, flags);
}

/** A run is gone on with from anywhere. */
function withWholePath<T extends ModelTarget>(target: T): T {
  return target.kind === "file" ? { ...target, path: resolve(target.path) } : target;
}

async function reasonHere(io: Io, settings: ResolvedSettings, input: ReasonInput): Promise<ReasonResult> {
  // Beside the store, whose first opening takes seconds.
  const opening = openModel(io, { ...settings, model: { ...settings.model, value: input.model } }, { usualContextTokens });
  opening.catch(() => undefined);
  const bodies = createRunBodies({ openModel: () => opening, calibrations: openCalibrations(settings), timeline: openTimeline(settings), clock: io.clock, onProgress: (_, progress) => showReasoning(io, progress) });
  return await withLocalEngine(io, settings, { bodies }, async (engine) => await finish(io, await engine.start(toJob(input, await opening))));
}

/** What the server decides by itself is refused. */
async function reasonThere(io: Io, server: RunningServer, { request, premise, model }: ReasonInput, flags: ReasonFlags): Promise<ReasonResult> {
  const taken = flags.documents !== undefined ? "--documents" : flags.deterministic !== undefined ? "--deterministic" : null;
  if (taken !== null) throw invalid(taken, "a server runs on this data directory and does the reasoning; stop it, or leave this out", "reason");
  const body = toServerRequest(request, flags, { premise: premise.id, model });
  return await reasonThroughServer(server, { path: "", body, signal: io.signal, onProgress: (progress) => showReasoning(io, progress) }).finally(() => endProgress(io));
}

/** The model is opened by whoever takes the run; a worker with other weights than the first one's goes on with none of its steps. */
async function detach(io: Io, settings: ResolvedSettings, input: ReasonInput, { json, quiet }: ReasonFlags): Promise<void> {
  if (readVariable(io.env, "DATABASE_URL") === undefined) throw new PremiseError("config/no-database", { command: "premise reason --detach" });
  const { id } = await withLocalEngine(io, settings, { bodies: {} }, (engine) => engine.start(toJob(input, null), { queue: queueOf(input.model) }));
  if (json === true) return printJson(io, { id, queue: queueOf(input.model) });
  io.out(`${id}\n`);
  if (quiet !== true) io.err(`Next: premise worker --model ${input.model} runs it; premise runs show ${id} says how far it is.\n`);
}

function toJob(input: ReasonInput, predictor: Predictor | null): RunJob {
  return { kind: "reason", title: input.request.question, input, fingerprint: predictor === null ? null : renderFingerprint(predictor.info.fingerprint) };
}

/** Waits for a run's end; where it has stopped before, says how to go on. */
export async function finish(io: Io, handle: RunHandle): Promise<ReasonResult> {
  try {
    return (await handle.result()) as ReasonResult;
  } catch (error) {
    if (isPremiseError(error) && error.code === "run/interrupted") throw new PremiseError("run/interrupted-resumable", { run: handle.id }, { cause: error });
    throw error;
  } finally {
    endProgress(io);
  }
}

export function showReasoning(io: Io, { thoughts, steps, tokens, credences, secondsLeft }: ReasonProgress): void {
  const author = credences?.authorIsAi.kind === "measured" ? `, author is an AI: ${percent(credences.authorIsAi.value)}` : "";
  const left = secondsLeft === null ? "" : `, at most ${renderDuration(secondsLeft)} left`;
  showProgress(io, `Thought ${thoughts} of ${steps}, ${tokens} tokens${author}${left}`);
}

/** A refusal is told, and ends with exit code 3. */
export function printReason(io: Io, result: ReasonResult, flags: Pick<ReasonFlags, "json" | "quiet">): void {
  if (result.outcome === "refused") process.exitCode = result.ended === "budget" ? 4 : 3;
  if (flags.json === true) return printJson(io, result);
  io.out(renderReason(result, { width: Math.max(44, Math.min(io.columns ?? 80, 100)), colors: createColorsFor(io) }));
  if (flags.quiet !== true) io.err(`Next: premise runs tree ${result.runId}; premise runs export ${result.runId} --format html --out run.html.\n`);
}
