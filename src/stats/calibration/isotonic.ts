/** @module Isotonic calibration: the best map that never falls, with odds no larger than its texts support. */
import { cannotMeasure, isCannotMeasure, type CannotMeasure } from "../../protocol/results.ts";
import { countKinds } from "./examples.ts";

/** Texts pooled because their order by score disagrees with their outcomes. */
export type IsotonicStep = {
  /** Scores from here to the next step's; the first step also takes all below it. */
  readonly from: number;
  /** Calibrated, in nats: ln((yes + 1/2) / (n - yes + 1/2)), which for a pool of n texts stays within ln(2n + 1) of 0. */
  readonly logOdds: number;
  readonly yes: number;
  readonly n: number;
};

export type IsotonicFit = { readonly kind: "isotonic"; readonly steps: readonly IsotonicStep[]; readonly positives: number; readonly negatives: number };

type Pool = { readonly low: number; readonly high: number; readonly yes: number; readonly n: number };

/**
 * Pool-adjacent-violators fit of P(positive | score), each pool's odds those of Jeffreys' posterior mean. Pools that the prior puts out of
 * order (a small one at the end says less than its larger neighbour) are pooled once more. Borders lie midway between pools.
 * @returns `cannot-measure/too-few` below `least` texts of either kind, `no-variation` when no two scores differ, `not-finite` where one is not.
 * @throws PremiseError `internal` when the lists differ in length.
 * Source: Zadrozny & Elkan, KDD 2002, section 3.2; Haldane, Annals of Human Genetics 20, 1956 (the halves).
 */
export function fitIsotonic(logOdds: readonly number[], outcomes: readonly boolean[], least = 50): IsotonicFit | CannotMeasure {
  const kinds = countKinds(logOdds, outcomes, least);
  if (isCannotMeasure(kinds)) return kinds;
  const byScore = Map.groupBy(outcomes.map((yes, i) => ({ score: logOdds[i] as number, yes })), (row) => row.score);
  if (byScore.size < 2) return cannotMeasure("cannot-measure/no-variation");
  const singles = [...byScore.entries()]
    .sort(([a], [b]) => a - b)
    .map(([score, rows]) => ({ low: score, high: score, yes: rows.filter((row) => row.yes).length, n: rows.length }));
  const pools = pool(pool(singles, ({ yes, n }) => yes / n), supportedLogOdds);
  const steps = pools.map((each, i) => ({ from: borderBelow(pools, i), logOdds: supportedLogOdds(each), yes: each.yes, n: each.n }));
  return { kind: "isotonic", steps, ...kinds };
}

/** Calibrated log-odds of a score: its step's. */
export function applyIsotonic({ steps }: IsotonicFit, logOdds: number): number {
  if (Number.isNaN(logOdds)) return NaN;
  return (steps.findLast((step) => step.from <= logOdds) ?? steps[0])?.logOdds ?? NaN;
}

/** Joins neighbours until the value rises from each pool to the next. */
function pool(sorted: readonly Pool[], valueOf: (pool: Pool) => number): Pool[] {
  const pools: Pool[] = [];
  for (const next of sorted) {
    let last = next;
    for (let before = pools.at(-1); before !== undefined && valueOf(before) >= valueOf(last); before = pools.at(-1)) {
      pools.pop();
      last = { low: before.low, high: last.high, yes: before.yes + last.yes, n: before.n + last.n };
    }
    pools.push(last);
  }
  return pools;
}

function supportedLogOdds({ yes, n }: Pool): number {
  return Math.log((yes + 0.5) / (n - yes + 0.5));
}

function borderBelow(pools: readonly Pool[], i: number): number {
  const [own, before] = [pools[i] as Pool, pools[i - 1]];
  return before === undefined ? own.low : before.high + (own.low - before.high) / 2;
}
