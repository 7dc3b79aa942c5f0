/** @module Texts as a gate meets them at 64 tokens: both credences by the shipped code, with calibrations that saw neither premise nor prompt. */
import { examplesOf } from "../../../../src/credence/calibration/examples.ts";
import { fitBucket } from "../../../../src/credence/calibration/fit-bucket.ts";
import { type BucketCalibration, type Calibration, plainSampler } from "../../../../src/credence/calibration/schema.ts";
import type { TextReading } from "../../../../src/credence/channels/reading.ts";
import { estimateCredence } from "../../../../src/credence/estimate.ts";
import { bucketOf } from "../../../../src/credence/lengths.ts";
import { foldCount } from "../../../../src/credence/table/plan.ts";
import { humanContext, type TableRow } from "../../../../src/credence/table/row.ts";
import { contrastWordings } from "../../../../src/premises/contrast/wordings.ts";
import { isCannotMeasure } from "../../../../src/protocol/results.ts";
import { foldOfPremise } from "../folds.ts";
import { contrastIds, kindIds, type Question, questions, setting } from "../setting.ts";

/** Of each question that the text was scored for: its log ratio in nats, or the reason why the credence can't be measured. */
export type GateText = { readonly premise: string; readonly drawn: string; readonly ratios: Readonly<Partial<Record<Question, number | string>>> };

/** `rows` are at least as long as the gate's length. */
export function readGateTexts(rows: readonly TableRow[], onFold: (line: string) => void): GateText[] {
  const drawn = [humanContext, ...kindIds()];
  return Array.from({ length: foldCount }, (_, fold) => {
    onFold(`fold ${fold + 1} of ${foldCount}`);
    const calibrations = new Map(questions.map((question) => [question, calibrateWithout(rows, question, fold)]));
    return rows.filter((row) => drawn.includes(row.drawn) && foldOfPremise(row.premise) === fold)
      .map((row): GateText => ({ premise: row.premise, drawn: row.drawn, ratios: Object.fromEntries(questions.flatMap((question) => ratioFor(row, question, calibrations.get(question) ?? null))) }));
  }).flat();
}

/** The native verdict needs no hidden state, so that probe is not fitted. */
function calibrateWithout(rows: readonly TableRow[], question: Question, fold: number): Calibration {
  const bucket = bucketOf(setting.gateLength) ?? "";
  const examples = examplesOf(rows, contrastIds(question, "measure"), foldOfPremise)
    .filter((example) => example.bucket === bucket && example.fold !== fold)
    .map((example) => ({ ...example, features: { ...example.features, hidden: null } }));
  const fit = fitBucket(examples, false);
  const buckets: Record<string, BucketCalibration> = isCannotMeasure(fit) ? {} : { [bucket]: fit.calibration };
  const data = { source: "drawn", texts: examples.length, premises: [], folds: foldCount, split: "by premise and prompt", seed: setting.seed, date: "" };
  return { calibration: 1, id: `fold-${fold}`, model: { id: "", weights: "", engine: "" }, mode: "sampled", question, sampler: plainSampler, wordings: contrastWordings, data, buckets };
}

/** At prior 1/2, where log-odds are the log ratio. */
function ratioFor(row: TableRow, question: Question, calibration: Calibration | null): [Question, number | string][] {
  const ids = contrastIds(question, "measure");
  if (!ids.every((id) => id in row.logprobs)) return [];
  const length = setting.gateLength;
  const sum = (id: string): number => (row.logprobs[id] ?? []).slice(0, length).reduce((total, each) => total + each, 0);
  const evidence = { tokens: length, human: sum(humanContext), contrasts: Object.fromEntries(ids.map((id) => [id, sum(id)])) };
  const credence = estimateCredence({ calibration, prior: 0.5, reading: readingOf(row, length), evidence });
  return [[question, credence.kind === "measured" ? credence.logOdds : credence.reason]];
}

function readingOf({ logprobs, entropy, variance, rank, hidden }: TableRow, length: number): TextReading {
  return { logprob: (logprobs[humanContext] ?? []).slice(0, length), entropy: entropy.slice(0, length), variance: variance.slice(0, length), rank: rank.slice(0, length), hidden: hidden.filter((each) => each.length <= length) };
}
