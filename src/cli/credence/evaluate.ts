/** @module Runs `premise credence evaluate`. */
import { evaluateCredences, type Evaluation } from "../../credence/evaluate.ts";
import { type EvaluationMode, judgeRows, parseRows } from "../../credence/evaluate-lines.ts";
import { type CannotMeasure, type Estimate, isCannotMeasure } from "../../protocol/results.ts";
import { openCalibrations, openModel, readSettings } from "../assemble.ts";
import { endProgress, type Io, printJson } from "../io.ts";
import { createMeter } from "../meter.ts";
import { readText, readTextFile } from "../read-input.ts";

export type EvaluateFlags = { readonly data: string; readonly mode?: EvaluationMode; readonly prior?: number; readonly seed?: number; readonly model?: string; readonly json?: boolean };

/** @throws PremiseError `input/not-json`, `input/invalid-line`, `input/unreadable`. */
export async function runEvaluate(io: Io, flags: EvaluateFlags): Promise<void> {
  const mode = flags.mode ?? "observed";
  const rows = parseRows(flags.data === "-" ? await readText(io) : await readTextFile(flags.data), mode);
  const settings = readSettings(io, { model: flags.model });
  const calibrations = openCalibrations(settings);
  const predictor = await openModel(io, settings);
  const prior = flags.prior ?? 0.5;
  const judged = await judgeRows(predictor, calibrations, rows, mode, { prior, signal: io.signal, onProgress: createMeter(io, predictor.info.model, "judged") }).finally(() => endProgress(io));
  const evaluation = evaluateCredences(judged, flags.seed ?? 0);
  if (flags.json === true) return printJson(io, { ...evaluation, mode, prior, model: predictor.info.model });
  io.out(renderEvaluation(evaluation, `${predictor.info.model}, mode ${mode}, prior ${prior}`));
}

const names: readonly (readonly [keyof Evaluation, string])[] = [
  ["auroc", "AUROC"], ["brier", "Brier score"], ["logLoss", "log loss (nats)"], ["ece", "calibration error"], ["tprAt1Fpr", "found at 1 % false"], ["tprAt5Fpr", "found at 5 % false"], ["notMeasured", "not measured"],
];

function renderEvaluation(evaluation: Evaluation, head: string): string {
  const lines = names.map(([key, name]) => `${name.padEnd(20)}${show(evaluation[key] as Estimate | CannotMeasure)}\n`);
  const reasons = Object.entries(evaluation.reasons).map(([reason, count]) => `  ${count} ${reason}\n`);
  return `${head}: ${evaluation.measured} of ${evaluation.texts} texts measured\n${lines.join("")}${reasons.join("")}`;
}

function show(estimate: Estimate | CannotMeasure): string {
  if (isCannotMeasure(estimate)) return `cannot measure (${estimate.reason.replace("cannot-measure/", "")})`;
  return `${estimate.value.toFixed(3)}  [${estimate.interval.map((end) => end.toFixed(3)).join(", ")}]`;
}
