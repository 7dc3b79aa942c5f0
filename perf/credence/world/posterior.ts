/** @module Part `posterior`: how far the posterior from the predictor's scores is from the closed form. */
import { createStepMixture } from "../../../src/predictor/world/steps/step-mixture.ts";
import type { ExactWorld } from "../../../src/predictor/world/steps/posterior.ts";
import { latentDeviation, measuredRatio } from "./native.ts";
import { toProbability } from "../../../src/stats/log-space.ts";
import type { Origin, ScoredText } from "./texts.ts";

/** Largest absolute deviations over `texts` texts. `native`: posterior between premise and contrasts, from scores; `logRatio`: its log ratio, in nats; `latents`: P(latent | premise, text). */
export type Deviation = { readonly origin: Origin; readonly texts: number; readonly tokens: number; readonly native: number; readonly logRatio: number; readonly latents: number };

/** `closed`: the log ratio that the world's definition gives each text, in nats. */
export function measureDeviation(exact: ExactWorld, texts: readonly ScoredText[], closed: readonly number[]): Deviation[] {
  const mixture = createStepMixture(exact.world, exact.vocabulary);
  return (["mixture", "words", "ids"] as const).map((origin) => {
    const own = texts.filter((text) => text.origin === origin);
    const rows = texts.flatMap((text, i) => {
      if (text.origin !== origin) return [];
      const [measured, truth] = [measuredRatio(text), closed[i] as number];
      return [{ native: Math.abs(toProbability(measured) - toProbability(truth)), logRatio: Math.abs(measured - truth), latents: latentDeviation(exact, mixture, text) }];
    });
    const largest = (name: "native" | "logRatio" | "latents"): number => rows.reduce((most, row) => Math.max(most, row[name]), 0);
    return { origin, texts: own.length, tokens: own.reduce((sum, { ids }) => sum + ids.length, 0), native: largest("native"), logRatio: largest("logRatio"), latents: largest("latents") };
  });
}
