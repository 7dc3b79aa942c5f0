/** @module The result types that every part shares. Undefined is never zero: what could not be measured says so. */
import type { ErrorCode } from "../errors/table.ts";

/** A statistic with its doubt. `level` is the interval's coverage (0.95); `seed` is null where no randomness was used. */
export type Estimate = {
  readonly value: number;
  readonly n: number;
  readonly interval: readonly [number, number];
  readonly level: number;
  readonly method: string;
  readonly seed: number | null;
};

export type CannotMeasureReason = Extract<ErrorCode, `cannot-measure/${string}` | "engine/non-finite">;

export type CannotMeasure = { readonly kind: "cannot-measure"; readonly reason: CannotMeasureReason };

/** A posterior probability with its parts. `channels`: log likelihood ratios in nats; `n`: tokens. */
export type Credence =
  | CannotMeasure
  | {
      readonly kind: "measured";
      readonly mode: "observed" | "sampled";
      readonly value: number;
      readonly logOdds: number;
      readonly interval: readonly [number, number];
      readonly prior: number;
      readonly channels: Readonly<Record<string, number>>;
      readonly calibrationId: string;
      readonly n: number;
    };

export type Credences = { readonly authorIsAi: Credence; readonly aiInWorld: Credence; readonly knowsPredicted?: Credence };

/** What work cost. Tokens are counted, seconds are wall time, `peakBytes` and `money` are null where unknown. */
export type Cost = {
  /** Tokens of context given, whether evaluated or found in a cache. */
  readonly promptTokens: number;
  /** Of those, tokens that were not evaluated again. */
  readonly cachedTokens: number;
  /** Continuation tokens that were scored. */
  readonly scoredTokens: number;
  readonly generatedTokens: number;
  /** Calls of the predictor: one `score(...)` or one `sample(...)` is one, whatever the number of its requests or samples; of steps that share a call, one counts it. */
  readonly calls: number;
  readonly seconds: number;
  readonly peakBytes: number | null;
  readonly money: { readonly amount: number; readonly currency: string } | null;
};

export type Verdict = { readonly action: "accept" | "resample" | "stop"; readonly code: string; readonly limit: number | null };

/** One recorded act of a run. `id` is the hash of everything else in it but the cost. */
export type Step = {
  readonly id: string;
  readonly parent: string | null;
  readonly kind: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly credences: Credences | null;
  readonly verdict: Verdict | null;
  readonly cost: Cost;
  readonly seed: number | null;
  readonly fingerprint: string | null;
};

export function cannotMeasure(reason: CannotMeasureReason): CannotMeasure {
  return { kind: "cannot-measure", reason };
}

export function isCannotMeasure(value: unknown): value is CannotMeasure {
  return typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === "cannot-measure";
}
