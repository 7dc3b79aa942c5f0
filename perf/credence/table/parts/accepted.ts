/** @module What a gate accepts: of human texts, of the contrasts' with all kinds alike, and one beside the other. */
import { humanContext } from "../../../../src/credence/table/row.ts";
import { cannotMeasure } from "../../../../src/protocol/results.ts";
import { estimateProportion } from "../../../../src/stats/estimate.ts";
import { type GateSetting, thresholdOf } from "../folds.ts";
import type { Measured } from "../judge.ts";
import { kindIds, questions } from "../setting.ts";
import type { GateText } from "./gate-texts.ts";
import { countOf, equalShares, ratioOfShares } from "./shares.ts";

const uncalibrated = "cannot-measure/length-not-calibrated";

export type Limits = Pick<GateSetting, "limit" | "priorOf">;
export type Accepted = { readonly human: Measured; readonly contrasts: Measured; /** Contrasts' share over the human one. */ readonly ratio: Measured };

/** A credence that was not scored does not refuse, and one that can't be measured does. */
export function isAccepted({ premise, ratios }: GateText, gate: Limits): boolean {
  return questions.every((question) => {
    const ratio = ratios[question];
    return ratio === undefined || (typeof ratio === "number" && ratio <= thresholdOf(gate, premise, question));
  });
}

/** @returns `cannot-measure/length-not-calibrated` where the table was too small for a calibration: then nothing is known of what a gate would do. */
export function shareAccepted(texts: readonly GateText[], gate: Limits): Measured {
  if (texts.some(isUncalibrated)) return cannotMeasure(uncalibrated);
  const { yes, n } = countOf(texts, (text) => isAccepted(text, gate));
  return estimateProportion(yes, n);
}

function isUncalibrated({ ratios }: GateText): boolean {
  return Object.values(ratios).includes(uncalibrated);
}

export function acceptedOf(texts: readonly GateText[], gate: Limits): Accepted {
  const human = shareAccepted(texts.filter(({ drawn }) => drawn === humanContext), gate);
  const kinds = kindIds().map((id) => texts.filter(({ drawn }) => drawn === id));
  const contrasts = kinds.flat().some(isUncalibrated) ? cannotMeasure(uncalibrated) : equalShares(kinds.map((own) => countOf(own, (text) => isAccepted(text, gate))));
  return { human, contrasts, ratio: ratioOfShares(contrasts, human) };
}
