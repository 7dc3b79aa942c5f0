/** @module A look at the sampler alone, without contrasts: texts drawn from a distribution are on average as likely as its entropy says. */
import { humanContext, type TableRow } from "../../../../src/credence/table/row.ts";
import { createRandom } from "../../../../src/random/seeded.ts";
import { estimateMean } from "../../../../src/stats/estimate.ts";
import type { Measured } from "../judge.ts";
import { setting } from "../setting.ts";
import { rowsAt } from "../texts.ts";

/** `excess`: sum over a human text's first tokens of log p and entropy, in nats, mean over texts: 0 where they were drawn as they are scored, above where likelier ones were. */
export type DriftRow = { readonly length: number; readonly excess: Measured };

export function measureDrift(rows: readonly TableRow[]): DriftRow[] {
  return setting.lengths.map((length) => {
    const sums = rowsAt(rows, length).filter(({ drawn }) => drawn === humanContext).map(({ logprobs, entropy }) => (logprobs[humanContext] ?? []).slice(0, length).reduce((sum, each, i) => sum + each + (entropy[i] ?? NaN), 0));
    return { length, excess: estimateMean(sums, createRandom(setting.seed)) };
  });
}
