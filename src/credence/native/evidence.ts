/** @module Native evidence: one running sum of log p a document, over all text drawn so far; the mean over contrasts is taken outside. */
import { PremiseError } from "../../errors/premise-error.ts";
import { cannotMeasure, type CannotMeasure } from "../../protocol/results.ts";
import { logMeanExp, softmax } from "../../stats/log-space.ts";

/** Plain data, so that a run can keep it. Sums in nats; `tokens` counts every drawn token, stop tokens too. */
export type NativeEvidence = {
  readonly tokens: number;
  readonly human: number;
  /** By contrast id. */
  readonly contrasts: Readonly<Record<string, number>>;
};

/** Log-probabilities of the same tokens, in nats, after the human document and after each contrast's. */
export type NativeScores = { readonly human: readonly number[]; readonly contrasts: Readonly<Record<string, readonly number[]>> };

export function noEvidence(contrasts: readonly string[]): NativeEvidence {
  return { tokens: 0, human: 0, contrasts: Object.fromEntries(contrasts.map((id) => [id, 0])) };
}

/** @throws PremiseError `internal` unless the scores are of the same contrasts and of one text. */
export function addScores(evidence: NativeEvidence, scores: NativeScores): NativeEvidence {
  const count = scores.human.length;
  const contrasts = Object.fromEntries(Object.entries(evidence.contrasts).map(([id, sum]) => {
    const own = scores.contrasts[id];
    if (own?.length !== count) throw new PremiseError("internal", { problem: `contrast ${id} scores ${own?.length ?? "no"} tokens of ${count}` });
    return [id, sum + total(own)];
  }));
  return { tokens: evidence.tokens + count, human: evidence.human + total(scores.human), contrasts };
}

/** Of two parts of a text together; of a part without evidence nothing is known, so neither of the whole. */
export function joinEvidence(a: NativeEvidence | null, b: NativeEvidence | null): NativeEvidence | null {
  if (a === null || b === null) return null;
  return { tokens: a.tokens + b.tokens, human: a.human + b.human, contrasts: Object.fromEntries(Object.entries(a.contrasts).map(([id, sum]) => [id, sum + (b.contrasts[id] ?? NaN)])) };
}

export type NativeRatio = {
  readonly kind: "measured";
  /** log mean_k p(x | a_k) - log p(x | h), in nats. */
  readonly logRatio: number;
  /** How much of the contrasts' mean each one makes; they sum to 1. */
  readonly shares: Readonly<Record<string, number>>;
};

/** @returns `cannot-measure/no-contrast` without contrasts, `not-finite` where a sum is not. */
export function ratioOf({ human, contrasts }: Pick<NativeEvidence, "human" | "contrasts">): NativeRatio | CannotMeasure {
  const ids = Object.keys(contrasts);
  const sums = Object.values(contrasts);
  if (ids.length === 0) return cannotMeasure("cannot-measure/no-contrast");
  if (![human, ...sums].every(Number.isFinite)) return cannotMeasure("cannot-measure/not-finite");
  const shares = softmax(sums);
  return { kind: "measured", logRatio: logMeanExp(sums) - human, shares: Object.fromEntries(ids.map((id, i) => [id, shares[i] as number])) };
}

/** The evidence of some of the contrasts. */
export function restrictTo(evidence: NativeEvidence, ids: readonly string[]): NativeEvidence {
  return { ...evidence, contrasts: Object.fromEntries(ids.flatMap((id) => (id in evidence.contrasts ? [[id, evidence.contrasts[id] as number]] : []))) };
}

/** The least and the most that the log ratio is when any one contrast is left out: how far it hangs on a single wording. */
export function rangeWithoutOne(evidence: NativeEvidence): readonly [number, number] | null {
  const ids = Object.keys(evidence.contrasts);
  if (ids.length < 2) return null;
  const ratios = ids.flatMap((id) => {
    const ratio = ratioOf(restrictTo(evidence, ids.filter((other) => other !== id)));
    return ratio.kind === "measured" ? [ratio.logRatio] : [];
  });
  return ratios.length < ids.length ? null : [Math.min(...ratios), Math.max(...ratios)];
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
