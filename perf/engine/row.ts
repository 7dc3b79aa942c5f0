/** @module What a comparison finds: one figure with its doubt, beside its bar. */
import { type CannotMeasure, type Estimate, isCannotMeasure } from "../../src/protocol/results.ts";

/** `no-growth`: the interval of a slope must contain 0 or lie below it. */
export type Bar = { readonly kind: "least" | "most"; readonly limit: number } | { readonly kind: "no-growth" };

/** How a figure is written: `ratio` of two speeds or durations, or its unit. */
export type Unit = "ratio" | "tokens/s" | "MB" | "kB per 1,000 requests" | "nats";

export type Row = {
  readonly name: string;
  readonly unit: Unit;
  /** Null where the row only informs. */
  readonly bar: Bar | null;
  readonly estimate: Estimate | CannotMeasure;
  /** The figures behind the ratio; may be empty. */
  readonly note: string;
};

/** Reached by the value; `open` where the interval contains the bar, so that another run may say otherwise. */
export type Verdict = "reached" | "reached, open" | "missed" | "missed, open" | "cannot measure" | "none";

export function judge({ bar, estimate }: Row): Verdict {
  if (bar === null) return "none";
  if (isCannotMeasure(estimate)) return bar.kind === "no-growth" && estimate.reason === "cannot-measure/no-variation" ? "reached" : "cannot measure";
  const [low, high] = estimate.interval;
  if (bar.kind === "no-growth") return low <= 0 ? "reached" : "missed";
  const reached = bar.kind === "least" ? estimate.value >= bar.limit : estimate.value <= bar.limit;
  const open = low !== high && low < bar.limit && high > bar.limit;
  return `${reached ? "reached" : "missed"}${open ? ", open" : ""}`;
}

export function least(limit: number): Bar {
  return { kind: "least", limit };
}

export function most(limit: number): Bar {
  return { kind: "most", limit };
}

/** A count or a single measurement: nothing was drawn, so the interval is the value. */
export function toExact(value: number, method: string): Estimate {
  return { value, n: 1, interval: [value, value], level: 1, method, seed: null };
}
