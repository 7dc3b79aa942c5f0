/** @module Accepting only texts under a credence limit, in closed form: how often either author passes, and who wrote what passed. */
import { toLogOdds } from "../../../stats/log-space.ts";
import { normalCdf } from "../../../stats/normal.ts";
import { ratioTable, type ChannelError } from "./runs.ts";
import type { Pair } from "./step-law.ts";

/** The law of a text's log ratio: its possible values in nats, ascending, and their probabilities under both. */
export type RatioLaw = { readonly values: Float64Array; readonly human: Float64Array; readonly contrast: Float64Array };

/** P(a text passes), by who wrote it. */
export type Passing = { readonly human: number; readonly contrast: number };

/** Values closer than this are taken for one, in nats: they differ by rounding alone. */
const grain = 1e-9;

/** The law of the sum over `steps` steps, by convolution: exact, since only sums that are equal but for rounding are joined. */
export function sumRatios(pair: Pair, steps: number): RatioLaw {
  const one = join([...ratioTable(pair)].map((value, o) => [value, pair.human[o] as number, pair.contrast[o] as number]));
  let sum: Entry[] = [[0, 1, 1]];
  for (let step = 0; step < steps; step++) sum = join(sum.flatMap(([value, human, contrast]) => one.map(([more, h, c]): Entry => [value + more, human * h, contrast * c])));
  const column = (i: 0 | 1 | 2): Float64Array => Float64Array.from(sum, (entry) => entry[i]);
  return { values: column(0), human: column(1), contrast: column(2) };
}

/**
 * Passing means that the channel's posterior, at this prior, is at most `limit`. `error`: standard deviation in nats of the channel's
 * normal error, 0 for an exact one; `offset` is added to what it reads.
 */
export function passingOf({ values, human, contrast }: RatioLaw, { prior, limit, error, offset = 0 }: { readonly prior: number; readonly limit: number; readonly error: number; readonly offset?: number }): Passing {
  const threshold = toLogOdds(limit) - toLogOdds(prior) - offset;
  const passes = values.map((value) => (error > 0 ? normalCdf((threshold - value) / error) : value <= threshold + grain ? 1 : 0));
  const total = (row: Float64Array): number => row.reduce((sum, p, i) => sum + p * (passes[i] as number), 0);
  return { human: total(human), contrast: total(contrast) };
}

export type Retry = {
  readonly prior: number;
  readonly limit: number;
  readonly tries: number;
  readonly author: "redrawn" | "held";
  readonly error: ChannelError;
};

/** P(some try passes), and P(the contrast wrote the first that does | one does); NaN where none can. */
export type Accepted = { readonly accepted: number; readonly contrastShare: number };

/**
 * Drawing again until a text passes, refused drafts forgotten. Held authors: 1 - (1 - passing)^tries each; redrawn ones share their
 * context's luck only through the shared error, which is integrated over (trapezoids over 8 standard deviations, where they converge
 * geometrically; Trefethen & Weideman, SIAM Review 56, 2014).
 */
export function retryUntilPassed(law: RatioLaw, { prior, limit, tries, author, error }: Retry): Accepted {
  let [human, contrast] = [0, 0];
  for (const { offset, weight } of nodesOf(error.shared)) {
    const passing = passingOf(law, { prior, limit, error: error.own, offset });
    const both = prior * passing.contrast + (1 - prior) * passing.human;
    const rounds = author === "redrawn" ? (both === 0 ? 0 : (1 - (1 - both) ** tries) / both) : null;
    contrast += weight * prior * (rounds === null ? 1 - (1 - passing.contrast) ** tries : rounds * passing.contrast);
    human += weight * (1 - prior) * (rounds === null ? 1 - (1 - passing.human) ** tries : rounds * passing.human);
  }
  return { accepted: human + contrast, contrastShare: contrast / (human + contrast) };
}

type Entry = readonly [value: number, human: number, contrast: number];

function join(entries: readonly Entry[]): Entry[] {
  const joined: [number, number, number][] = [];
  for (const [value, human, contrast] of [...entries].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last === undefined || value - last[0] > grain) joined.push([value, human, contrast]);
    else {
      last[1] += human;
      last[2] += contrast;
    }
  }
  return joined;
}

function nodesOf(deviation: number): { readonly offset: number; readonly weight: number }[] {
  if (deviation === 0) return [{ offset: 0, weight: 1 }];
  const half = 160;
  const nodes = Array.from({ length: 2 * half + 1 }, (_, i) => ((i - half) * 8) / half);
  const total = nodes.reduce((sum, z) => sum + Math.exp(-(z ** 2) / 2), 0);
  return nodes.map((z) => ({ offset: deviation * z, weight: Math.exp(-(z ** 2) / 2) / total }));
}
