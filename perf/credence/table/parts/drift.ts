/** @module A look at the sampler alone, without contrasts: texts drawn from a distribution are on average as likely as its entropy says. */
import { humanContext, type TableRow } from "../../../../src/credence/table/row.ts";
import { createRandom } from "../../../../src/random/seeded.ts";
import { type CannotMeasure, isCannotMeasure } from "../../../../src/protocol/results.ts";
import { estimateMean } from "../../../../src/stats/estimate.ts";
import { normalCdf } from "../../../../src/stats/normal.ts";
import type { Measured } from "../judge.ts";
import { setting } from "../setting.ts";
import { rowsAt } from "../texts.ts";

/**
 * `excess`: sum over a human text's first tokens of log p and entropy, in nats, mean over texts: 0 where they were drawn as they are scored, above where
 * likelier ones were. `p`: of a mean as far from 0 if it were 0, two-sided, by the texts' own spread: drawn as scored, the sum is a martingale's end.
 */
export type DriftRow = { readonly length: number; readonly excess: Measured; readonly p: number | CannotMeasure };

export function measureDrift(rows: readonly TableRow[]): DriftRow[] {
  return setting.lengths.map((length) => {
    const sums = rowsAt(rows, length).filter(({ drawn }) => drawn === humanContext).map(({ logprobs, entropy }) => (logprobs[humanContext] ?? []).slice(0, length).reduce((sum, each, i) => sum + each + (entropy[i] ?? NaN), 0));
    const excess = estimateMean(sums, createRandom(setting.seed));
    return { length, excess, p: isCannotMeasure(excess) ? excess : pOfZero(sums, excess.value) };
  });
}

function pOfZero(sums: readonly number[], mean: number): number {
  const squares = sums.reduce((total, sum) => total + (sum - mean) ** 2, 0);
  return 2 * normalCdf(-Math.abs(mean) / Math.sqrt(squares / (sums.length - 1) / sums.length));
}
