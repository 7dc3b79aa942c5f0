/** @module The page of the calibrations that come with the package: of what, and what each is worth at each length. */
import type { BucketCalibration, Calibration } from "../../../src/credence/calibration/schema.ts";
import { contrastWordings } from "../../../src/premises/contrast/wordings.ts";
import type { Estimate } from "../../../src/protocol/results.ts";
import { toTable } from "../../common/table.ts";

export function renderCalibrations(calibrations: readonly Calibration[]): string {
  return [
    "# The calibrations that come along",
    "This page is written by `npm run perf -- credence-calibrations`, from the files in `src/credence/calibrations/`. Do not edit it by hand.",
    [
      "A calibration holds for exactly the weights, the question, the sampler and the wordings of contrasts that it names; anything else is `cannot-measure/no-calibration`. To make them again: draw the tables",
      "(`npm run perf -- credence --draw 92`, and `--draw 26 --fault t0.7-p0.95` for the preset), read the labelled texts (`npm run perf -- credence-provenance --read`), then run the command above. For a model of your own, `premise credence calibrate`.",
    ].join(" "),
    "AUROC is held out by premise and by question, or by prompt, one cut a text; a gate acts where its lower bound is above 0.6. *Native* needs a second pass; the *free channels*, hidden, surprisal and curvature, come with the pass that happens anyway, and a channel whose lower bound is not above 0.5 weighs nothing. From 128 tokens on many texts are drafts of one premise and one author joined, as the gate weighs a run's drafts: from 512 on all of them. Where all pairs are in order, the interval is of one pair a premise.",
    ...calibrations.map(describe),
  ].join("\n\n") + "\n";
}

function describe({ id, model, question, sampler, wordings, data, buckets }: Calibration): string {
  const how = sampler === null ? "mode observed" : `mode sampled, temperature ${sampler.temperature}, top-p ${sampler.topP}, wordings ${wordings}${wordings === contrastWordings ? "" : " (not those of now: not used)"}`;
  const rows = Object.entries(buckets).map(([bucket, own]) => [bucket, String(own.negatives), String(own.positives), show(own.native?.auroc), ...["hidden", "surprisal", "curvature"].map((name) => channelCell(own, name)), show(own.fused?.auroc)]);
  return [
    `## ${id}`,
    `${question}, ${how}; weights ${model.weights.slice(0, 12)}. ${data.texts} texts: ${data.source}; ${data.split}, ${data.folds} folds; seed ${data.seed}, ${data.date}.`,
    toTable(["tokens", "human", sampler === null ? "machine" : "contrasts", "native", "hidden", "surprisal", "curvature", "free channels, fused"], rows),
  ].join("\n\n");
}

function channelCell({ channels }: BucketCalibration, name: string): string {
  const channel = channels[name];
  return channel === undefined ? "" : `${show(channel.auroc)}${channel.used ? "" : ", no weight"}`;
}

function show(estimate: Estimate | undefined): string {
  return estimate === undefined ? "" : `${estimate.value.toFixed(3)} [${estimate.interval.map((end) => end.toFixed(3)).join(", ")}]`;
}
