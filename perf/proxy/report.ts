/** @module What the trials say: figures of each arm, and ours over each peer's with the bars. */
import type { CannotMeasure, Estimate } from "../../src/protocol/results.ts";
import { createRandom } from "../../src/random/seeded.ts";
import { bootstrapStatistic } from "../../src/stats/bootstrap.ts";
import type { Machine } from "../engine/machine.ts";
import { least, type Row } from "../engine/row.ts";
import { median } from "../engine/timing.ts";
import type { Rounds, Trial } from "./measure.ts";
import { type Connections, connectionCounts, seed } from "./setting.ts";

/** `rate`: requests a second. Latencies in milliseconds; `added`: over the direct arm's of the same round. */
export const measures = ["rate", "p50", "p99", "addedP50", "addedP99", "cpu"] as const;
export type Measure = (typeof measures)[number];

export type Figure = { readonly arm: string; readonly connections: Connections; readonly measure: Measure; readonly estimate: Estimate | CannotMeasure };

/** Ours against one peer; above 1, ours is better. */
export type Comparison = { readonly peer: string; readonly ours: string; readonly connections: Connections; readonly row: Row };

export type ArmInfo = { readonly id: string; readonly title: string; readonly method: string; readonly version: string };

export type Report = Rounds & {
  /** The day it was measured, ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly seed: number;
  readonly arms: readonly ArmInfo[];
  readonly figures: readonly Figure[];
  readonly comparisons: readonly Comparison[];
  readonly trials: readonly Trial[];
};

/** What was asked before it was built; null: only told. */
const bars = [
  { measure: "rate", connections: 64, ours: "premise", peer: "portkey", limit: 1.5 },
  { measure: "rate", connections: 64, ours: "premise-key", peer: "portkey", limit: 1 },
  ...(["portkey", "litellm"] as const).flatMap((peer) => connectionCounts.flatMap((connections) => (["p50", "p99"] as const).map((measure) => ({ measure, connections, ours: "premise", peer, limit: 1 })))),
] as const;
const peers = ["portkey", "litellm"] as const;
const ours = ["premise", "premise-key"] as const;
const compared = ["rate", "p50", "p99"] as const;

/** Of trials that are ordered by arm, connections and round. */
export function listFigures(trials: readonly Trial[]): Figure[] {
  return armsOf(trials).flatMap((arm) => connectionCounts.flatMap((connections) => measures.flatMap((measure): Figure[] => {
    const values = valuesOf(trials, { arm, connections, measure });
    return values === null ? [] : [{ arm, connections, measure, estimate: bootstrapStatistic(values, median, createRandom(seed)) }];
  })));
}

/** Round by round: the peer's latency over ours, our rate over the peer's. */
export function listComparisons(trials: readonly Trial[]): Comparison[] {
  const known = armsOf(trials);
  return ours.filter((arm) => known.includes(arm)).flatMap((arm) => peers.filter((peer) => known.includes(peer)).flatMap((peer) => connectionCounts.flatMap((connections) => compared.map((measure): Comparison => {
    const [mine, theirs] = [arm, peer].map((each) => valuesOf(trials, { arm: each, connections, measure }) ?? []) as [number[], number[]];
    const ratios = mine.map((value, i) => (measure === "rate" ? value / (theirs[i] ?? Number.NaN) : (theirs[i] ?? Number.NaN) / value));
    const bar = bars.find((each) => each.measure === measure && each.connections === connections && each.ours === arm && each.peer === peer);
    return {
      peer, ours: arm, connections,
      row: {
        name: nameOf(measure), unit: "ratio", bar: bar === undefined ? null : least(bar.limit), estimate: bootstrapStatistic(ratios, median, createRandom(seed)),
        note: `${show(median(mine), measure)} against ${show(median(theirs), measure)}`,
      },
    };
  }))));
}

/** By round; null where there is nothing to take it from, as for what the direct arm adds. */
function valuesOf(trials: readonly Trial[], { arm, connections, measure }: { readonly arm: string; readonly connections: Connections; readonly measure: Measure }): number[] | null {
  const own = trials.filter((trial) => trial.arm === arm && trial.connections === connections);
  const base = new Map(trials.filter((trial) => trial.arm === "direct" && trial.connections === connections).map((trial) => [trial.round, trial]));
  if (measure === "addedP50" || measure === "addedP99") {
    const which = measure === "addedP50" ? "p50" : "p99";
    return arm === "direct" || base.size === 0 ? null : own.map((trial) => trial[which] - (base.get(trial.round)?.[which] ?? Number.NaN));
  }
  if (measure === "rate") return own.map(({ requests, seconds }) => requests / seconds);
  return own.map((trial) => (measure === "cpu" ? trial.cpuMicroseconds : trial[measure]));
}

function armsOf(trials: readonly Trial[]): string[] {
  return [...new Set(trials.map(({ arm }) => arm))];
}

function nameOf(measure: "rate" | "p50" | "p99"): string {
  return measure === "rate" ? "requests a second" : `${measure} of the latency`;
}

/** Of an arm that had nothing to do, while another was asked. */
export function describeIdle(trials: readonly Trial[]): string {
  const idle = trials.flatMap((trial) => (trial.idle === null ? [] : [trial.idle])).sort((a, b) => a.share - b.share);
  const show = (share: number | undefined): string => `${(100 * (share ?? 0)).toFixed(1)} %`;
  return `the busiest of those that were not asked took ${show(idle[idle.length >> 1]?.share)} of a core in half of the trials, and ${show(idle.at(-1)?.share)} at most (${idle.at(-1)?.arm ?? "none"})`;
}

export function show(value: number, measure: Measure): string {
  if (measure === "rate") return `${value.toFixed(0)}/s`;
  if (measure === "cpu") return `${value.toFixed(0)} µs`;
  const digits = Math.abs(value) < 1 ? 3 : Math.abs(value) < 100 ? 2 : 0;
  return `${value.toFixed(digits)} ms`;
}
