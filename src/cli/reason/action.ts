/** @module Runs `premise reason`: everything that can be wrong is checked before the model is loaded; then a durable run, here, in the running server, or in a queue. */
import { isPremiseError, PremiseError } from "../../errors/premise-error.ts";
import { parseModelReference, renderModelReference } from "../../models/reference.ts";
import { renderDuration } from "../../models/progress.ts";
import type { Predictor } from "../../predictor/predictor.ts";
import type { ReasonInput } from "../../reason/body.ts";
import type { ReasonProgress } from "../../reason/job.ts";
import type { ReasonResult } from "../../reason/result.ts";
import { identifyResources } from "../../reason/tools/offer.ts";
import type { RunEngine, RunHandle } from "../../runs/engine.ts";
import { openCalibrations, openModel, openTimeline, readSettings } from "../assemble.ts";
import { percent } from "../bars.ts";
import { createColorsFor } from "../colors.ts";
import { endProgress, type Io, printJson, showProgress } from "../io.ts";
import { readText } from "../read-input.ts";
import { createRunBodies, openResources } from "../run-bodies.ts";
import { withLocalEngine } from "../serve/local-engine.ts";
import { type ReasonFlags, toRequest } from "./flags.ts";
import { renderReason } from "./output.ts";

export type { ReasonFlags };

/** A chain stands in the cache under each of the contrasts' documents too, so that a step costs its own tokens alone. */
export const usualContextTokens = 16_384;

export async function runReason(io: Io, given: string, flags: ReasonFlags): Promise<void> {
  const question = (given === "-" ? await readText(io) : given).trim();
  const settings = readSettings(io, { model: flags.model, deterministic: flags.deterministic });
  const { premise: presetPremise, temperature, ...target } = parseModelReference(settings.model.value);
  const { request, premise } = toRequest(question, flags, { premise: presetPremise, temperature });
  const model = renderModelReference(target);
  const documents = flags.documents ?? null;
  const resources = openResources(premise, documents);
  const input: ReasonInput = { request, premise, model, documents, resources: identifyResources(resources) };
  // Beside the store, whose first opening takes seconds.
  const opening = openModel(io, { ...settings, model: { ...settings.model, value: model } }, { usualContextTokens });
  opening.catch(() => undefined);
  const bodies = createRunBodies({ openModel: () => opening, calibrations: openCalibrations(settings), timeline: openTimeline(settings), clock: io.clock, onProgress: (_, progress) => showReasoning(io, progress) });
  const result = await withLocalEngine(io, settings, { bodies }, async (engine) => await finish(io, await start(engine, await opening, input)));
  printReason(io, result, flags);
}

function start(engine: RunEngine, { info: { fingerprint } }: Predictor, input: ReasonInput): Promise<RunHandle> {
  const { weights, quantization, engine: build } = fingerprint;
  return engine.start({ kind: "reason", title: input.request.question, input, fingerprint: `${weights} ${quantization} ${build}` });
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
