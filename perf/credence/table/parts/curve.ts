/** @module The gate over its limit: what is accepted at each, and which limits reach the bar. */
import { isCannotMeasure } from "../../../../src/protocol/results.ts";
import { toLogOdds, toProbability } from "../../../../src/stats/log-space.ts";
import type { GateSetting } from "../folds.ts";
import { type Accepted, acceptedOf } from "./accepted.ts";
import type { GateText } from "./gate-texts.ts";

export type CurvePoint = Accepted & { readonly gate: GateSetting["id"]; readonly limit: number };

/** The bar: human texts accepted, and contrasts' share of these. */
export const bar = { human: 0.8, ratio: 0.25 } as const;

type Ends = readonly [number, number];

/**
 * Limits that reach the bar, by the values and by the ends of the intervals that speak against it; null where none does.
 * `closest`: of the limits that accept enough human texts, the one with the least share of contrasts beside it.
 */
export type LimitRange = { readonly gate: GateSetting["id"]; readonly byValue: Ends | null; readonly byInterval: Ends | null; readonly closest: CurvePoint | null };

/** In log-odds of the limit: far enough for every premise's prior. */
const [least, most] = [-9, 9];

export function traceCurve(texts: readonly GateText[], gate: GateSetting): CurvePoint[] {
  return gridOf(0.75).map((logOdds) => pointAt(texts, gate, logOdds));
}

export function rangeOfLimits(texts: readonly GateText[], gate: GateSetting): LimitRange {
  const points = gridOf(0.1).map((logOdds) => pointAt(texts, gate, logOdds));
  const span = (all: readonly CurvePoint[]): Ends | null => (all.length === 0 ? null : [all[0]?.limit as number, all.at(-1)?.limit as number]);
  const enough = points.filter(({ human, ratio }) => !isCannotMeasure(human) && human.value >= bar.human && !isCannotMeasure(ratio));
  return { gate: gate.id, byValue: span(points.filter(reaches)), byInterval: span(points.filter(reachesSurely)), closest: enough.toSorted((a, b) => valueOf(a.ratio) - valueOf(b.ratio))[0] ?? null };
}

export function reaches({ human, ratio }: Accepted): boolean {
  return !isCannotMeasure(human) && !isCannotMeasure(ratio) && human.value >= bar.human && ratio.value <= bar.ratio;
}

/** By the ends of the intervals. */
export function reachesSurely({ human, ratio }: Accepted): boolean {
  return !isCannotMeasure(human) && !isCannotMeasure(ratio) && human.interval[0] >= bar.human && ratio.interval[1] <= bar.ratio;
}

function pointAt(texts: readonly GateText[], gate: GateSetting, logOdds: number): CurvePoint {
  const limit = toProbability(logOdds);
  return { gate: gate.id, limit, ...acceptedOf(texts, { ...gate, limit }) };
}

function gridOf(step: number): number[] {
  // The default limit is one of them, so that the curve goes through the table's figure.
  const offset = toLogOdds(0.1);
  return Array.from({ length: Math.floor((most - least) / step) + 1 }, (_, i) => least + i * step).map((each) => (Math.abs(each - offset) < step / 2 ? offset : each));
}

function valueOf(measured: Accepted["ratio"]): number {
  return isCannotMeasure(measured) ? Infinity : measured.value;
}
