/** @module Interleaved timing: every side once a round, each round begun by another side. */
import { setTimeout as sleep } from "node:timers/promises";
import { PremiseError } from "../../src/errors/premise-error.ts";
import { createRandom } from "../../src/random/seeded.ts";
import type { CannotMeasure, Estimate } from "../../src/protocol/results.ts";
import { bootstrapStatistic, quantile } from "../../src/stats/bootstrap.ts";
import { seed, type Setting } from "./setting.ts";

/** Does its share of round `round` and gives the seconds that one unit of it took. Round -1 warms up. */
export type Side = (round: number) => Promise<number>;

/** Threads of the engine that ran last spin for some milliseconds. */
const settleMilliseconds = 50;

/** Seconds of every side, round by round. @throws PremiseError `interrupted`, and what a side throws. */
export async function interleave<Name extends string>(sides: Readonly<Record<Name, Side>>, { pairs, io, progress }: Pick<Setting, "pairs" | "io" | "progress">): Promise<Record<Name, number[]>> {
  const names = Object.keys(sides) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -1; round < pairs; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      if (io.signal.aborted) throw new PremiseError("interrupted");
      const name = names[(turn + round + names.length) % names.length] as Name;
      await sleep(settleMilliseconds);
      const seconds = await sides[name](round);
      if (round >= 0) times[name].push(seconds);
    }
    progress(round + 2, pairs + 1);
  }
  return times;
}

/** Median of the pairwise ratios `over[i] / under[i]`: with `over` the peer's seconds, how many times faster ours is. */
export function ratioOf(over: readonly number[], under: readonly number[]): Estimate | CannotMeasure {
  return bootstrapStatistic(over.map((seconds, i) => seconds / (under[i] ?? Number.NaN)), median, createRandom(seed));
}

export function median(values: readonly number[]): number {
  return quantile([...values].sort((a, b) => a - b), 0.5);
}

/** Units a second, as the page shows them. */
export function showRate(secondsPerUnit: readonly number[], unit = "tokens/s"): string {
  const rate = 1 / median(secondsPerUnit);
  return `${rate.toFixed(rate < 20 ? 1 : 0)} ${unit}`;
}

/** Seconds that `work` takes. */
export async function timeSeconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
