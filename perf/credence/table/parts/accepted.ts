/** @module What a gate accepts: of human texts, of the contrasts' with all kinds alike, and one beside the other. */
import { humanContext } from "../../../../src/credence/table/row.ts";
import { estimateProportion } from "../../../../src/stats/estimate.ts";
import { type GateSetting, thresholdOf } from "../folds.ts";
import type { Measured } from "../judge.ts";
import { kindIds, questions } from "../setting.ts";
import type { GateText } from "./gate-texts.ts";
import { countOf, equalShares, ratioOfShares } from "./shares.ts";

export type Limits = Pick<GateSetting, "limit" | "priorOf">;
export type Accepted = { readonly human: Measured; readonly contrasts: Measured; /** Contrasts' share over the human one. */ readonly ratio: Measured };

/** A credence that was not scored does not refuse, and one that can't be measured does. */
export function isAccepted({ premise, ratios }: GateText, gate: Limits): boolean {
  return questions.every((question) => {
    const ratio = ratios[question];
    return ratio === undefined || (typeof ratio === "number" && ratio <= thresholdOf(gate, premise, question));
  });
}

export function shareAccepted(texts: readonly GateText[], gate: Limits): Measured {
  const { yes, n } = countOf(texts, (text) => isAccepted(text, gate));
  return estimateProportion(yes, n);
}

export function acceptedOf(texts: readonly GateText[], gate: Limits): Accepted {
  const human = shareAccepted(texts.filter(({ drawn }) => drawn === humanContext), gate);
  const contrasts = equalShares(kindIds().map((id) => countOf(texts.filter(({ drawn }) => drawn === id), (text) => isAccepted(text, gate))));
  return { human, contrasts, ratio: ratioOfShares(contrasts, human) };
}
