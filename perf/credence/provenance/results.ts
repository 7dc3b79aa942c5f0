/** @module What was measured, as data: a report a model, so that a run of one leaves the other as it is. */
import type { Fingerprint } from "../../../src/predictor/predictor.ts";
import type { ReliabilityBin } from "../../../src/stats/calibration/reliability.ts";
import type { Machine } from "../../engine/machine.ts";
import type { Figures, Measured } from "./figures.ts";
import type { ScoreName } from "./judge.ts";
import type { SplitKind } from "./splits.ts";

/** `id` is null where splits of one kind are taken together. */
export type SplitReport = {
  readonly kind: SplitKind;
  readonly id: string | null;
  readonly scores: Readonly<Record<ScoreName, Figures>>;
  /** Of texts of more than 100 tokens. */
  readonly notMeasured: Measured;
  readonly reasons: Readonly<Record<string, number>>;
  readonly reliability: readonly ReliabilityBin[];
};

/** One generator's texts against the human texts of their prompts. */
export type GeneratorReport = { readonly kind: SplitKind; readonly domain: string; readonly generator: string; readonly machines: number; readonly auroc: Readonly<Record<ScoreName, Measured>> };

/** All texts cut to `tokens`; null: as they are. */
export type LengthReport = { readonly kind: SplitKind; readonly tokens: number | null; readonly auroc: Readonly<Record<ScoreName, Measured>>; readonly notMeasured: Measured };

/** What else was tried, fused. */
export type VariantReport = { readonly variant: string; readonly kind: SplitKind; readonly auroc: Measured; readonly calibrationError: Measured };

export type ModelReport = {
  readonly model: string;
  readonly fingerprint: Fingerprint;
  readonly date: string;
  readonly machine: Machine;
  readonly seed: number;
  readonly texts: readonly { readonly domain: string; readonly generator: string; readonly read: number; readonly given: number }[];
  readonly splits: readonly SplitReport[];
  readonly generators: readonly GeneratorReport[];
  readonly lengths: readonly LengthReport[];
  readonly variants: readonly VariantReport[];
};

export type Report = { readonly models: readonly ModelReport[] };
