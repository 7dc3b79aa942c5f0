/** @module A document beside ordinary ones: stranger than how many of them, and what they would cost in its place. */
import type { CallOptions, Predictor } from "../../predictor/predictor.ts";
import { cannotMeasure, type CannotMeasure, type Estimate } from "../../protocol/results.ts";
import type { Random } from "../../random/seeded.ts";
import { meanOf } from "../../stats/bootstrap.ts";
import { estimateMean, estimateProportion } from "../../stats/estimate.ts";
import { normalQuantile } from "../../stats/normal.ts";
import { classifyMedium, type MediumClass } from "../prior/medium.ts";
import { nearestMedium, type OrdinaryDocument, ordinaryDocuments } from "./ordinary-documents.ts";
import { readDocuments, type Surprisal } from "./surprisal.ts";

/** An ordinary document with the surprisal of its tokens, in nats. */
export type ReadOrdinary = OrdinaryDocument & { readonly nats: readonly number[] };

/** Reads the ordinary documents with a predictor, once for any number of premises. @throws PremiseError the first refusal. */
export async function readOrdinary(predictor: Predictor, documents: readonly OrdinaryDocument[] = ordinaryDocuments, options?: CallOptions): Promise<ReadOrdinary[]> {
  const costs = await readDocuments(predictor, documents.map(({ text }) => text), options);
  return documents.map((document, i) => ({ ...document, nats: (costs[i] ?? []).flatMap(({ nats }) => nats ?? []) }));
}

/** The class whose documents a premise is set beside: its medium's own, or the nearest that has some. */
export function ordinaryMedium(medium: string): MediumClass {
  const own = classifyMedium(medium);
  return nearestMedium[own] ?? own;
}

export type Comparison = {
  /** Mean of the ordinary documents' nats a token. */
  readonly perToken: Estimate | CannotMeasure;
  /** Share of them that are less strange, in nats a token. */
  readonly below: Estimate | CannotMeasure;
  /** How many of their standard deviations the document lies above their mean. */
  readonly z: Estimate | CannotMeasure;
};

/** Each ordinary document is read no further than the premise's is long: first tokens, with little before them, cost most. */
export function compareWith({ perToken: own, tokens }: Surprisal, ordinary: readonly ReadOrdinary[], random: Random): Comparison {
  const values = ordinary.flatMap(({ nats }) => (nats.length === 0 ? [] : [meanOf(nats.slice(0, tokens))]));
  return {
    perToken: estimateMean(values, random),
    below: values.every(Number.isFinite) ? estimateProportion(values.filter((each) => each < own).length, values.length) : cannotMeasure("cannot-measure/not-finite"),
    z: measureDistance(own, values),
  };
}

/**
 * How many standard deviations of `values` lie between their mean and `own`, which is taken as fixed.
 * @returns cannot-measure `too-few` below 3 values, `not-finite`, or `no-variation`.
 * Source of the interval: the large-sample variance 1/n + z^2 / (2 (n - 1)) of a standardised distance; Hedges & Olkin, Statistical Methods for Meta-Analysis, 1985, chapter 5.
 */
export function measureDistance(own: number, values: readonly number[], level = 0.95): Estimate | CannotMeasure {
  const n = values.length;
  if (n < 3) return cannotMeasure("cannot-measure/too-few");
  const mean = meanOf(values);
  const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1));
  if (!Number.isFinite(deviation)) return cannotMeasure("cannot-measure/not-finite");
  if (deviation <= Number.EPSILON * Math.abs(mean) * n) return cannotMeasure("cannot-measure/no-variation");
  const value = (own - mean) / deviation;
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(1 / n + value ** 2 / (2 * (n - 1)));
  return { value, n, interval: [value - half, value + half], level, method: "standardised-distance", seed: null };
}

/** Tokens are taken together from the second number on, up to the next: the curve falls steeply at first, and few documents make it. */
const stretches = [0, 8, 32] as const;

/** What a token at a place (from 0) costs in ordinary documents, in nats: the mean over them and the places around it. Null where none reaches so far. */
export function createOrdinaryCurve(ordinary: readonly ReadOrdinary[]): (place: number) => number | null {
  const means = stretches.map((start, i) => {
    const found = ordinary.flatMap(({ nats }) => nats.slice(start, stretches[i + 1]));
    return found.length === 0 ? null : meanOf(found);
  });
  return (place) => means[stretches.findLastIndex((start) => start <= place)] ?? null;
}
