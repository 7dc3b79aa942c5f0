/** @module Draws samples with ours and times them: the whole call, and what follows the first tokens. */
import type { Predictor, SampleRequest } from "../../../src/predictor/predictor.ts";

export type Drawn = {
  readonly tokens: number;
  /** Samples that ended before `maxTokens`. */
  readonly short: number;
  /** Seconds a token: of the whole call with its prefix, and of the tokens after every sample's first. */
  readonly whole: number;
  readonly drawing: number;
};

/** @throws PremiseError a refused request's. */
export async function draw(predictor: Predictor, request: SampleRequest): Promise<Drawn> {
  const start = performance.now();
  let [tokens, later, short, first] = [0, 0, 0, 0];
  const begun = new Set<number>();
  for await (const event of predictor.sample([request])) {
    if (event.kind === "refused") throw event.error;
    if (event.kind === "end") { short += event.end.generatedTokens < request.maxTokens ? 1 : 0; continue; }
    if (tokens++ === 0) first = performance.now();
    if (begun.has(event.sample)) later++;
    begun.add(event.sample);
  }
  const end = performance.now();
  return { tokens, short, whole: (end - start) / 1000 / tokens, drawing: (end - first) / 1000 / later };
}
