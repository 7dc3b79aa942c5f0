/** @module A fingerprint as one line, which steps and runs keep. */
import type { Fingerprint } from "./predictor.ts";

export function renderFingerprint({ weights, engine, quantization }: Fingerprint): string {
  return `${weights} ${quantization} ${engine}`;
}
