/** @module Maps from a channel's log-odds to log-odds that mean what they say. */
import { applyIsotonic, type IsotonicFit } from "./isotonic.ts";
import { applyPlatt, type PlattFit } from "./platt.ts";

export type Calibrator = IsotonicFit | PlattFit;

/** Calibrated log-odds in nats, at the share of positives that the fit saw: subtract ln(positives / negatives) for the log likelihood ratio. NaN for NaN. */
export function applyCalibrator(calibrator: Calibrator, logOdds: number): number {
  return calibrator.kind === "isotonic" ? applyIsotonic(calibrator, logOdds) : applyPlatt(calibrator, logOdds);
}
