/** @module Scores and samples of encoded prompts on a model of this machine, counted as they come. */
import type { Predictor, Sampling, ScoredToken } from "../../predictor/predictor.ts";
import type { Tally } from "../http/answer.ts";
import { placeTokens, type PlacedToken } from "./placed.ts";
import type { EncodedPrompt } from "./prompts.ts";
import { SampleText, type TextPiece } from "./sample-text.ts";

export type Generation = {
  readonly predictor: Predictor;
  readonly prompts: readonly EncodedPrompt[];
  readonly maxTokens: number;
  readonly n: number;
  readonly sampling: Sampling;
  readonly seed: number;
  readonly stops: readonly string[];
  /** How many of the likeliest tokens to name; null: none are asked for. */
  readonly top: number | null;
  /** Code points of the answer's text before each prompt's samples. */
  readonly starts: readonly number[];
};

/** `choice` is prompt * n + sample. The last piece of a choice has its reason. */
export type GeneratedPiece = TextPiece & { readonly choice: number; readonly reason: "stop" | "length" | null };

/** Whoever hands a piece on counts its tokens. @throws PremiseError what the predictor refuses; nothing is given back of a request of which one prompt is refused. */
export async function* generate(job: Generation, signal: AbortSignal, tally: Tally): AsyncGenerator<GeneratedPiece> {
  const { predictor, prompts, n, maxTokens, seed, stops, sampling, top, starts } = job;
  const want = top === null ? {} : { want: { top } };
  const requests = prompts.map(({ begin, tokens }) => ({ context: [...begin, ...tokens], maxTokens, n, seed, stop: stops, ...sampling, ...want }));
  const texts = Array.from({ length: prompts.length * n }, (_, choice) => new SampleText(predictor, stops, starts[Math.floor(choice / n)] ?? 0));
  for await (const event of predictor.sample(requests, { signal })) {
    if (event.kind === "refused") throw event.error;
    const choice = event.request * n + event.sample;
    const text = texts[choice] as SampleText;
    if (event.kind === "token") {
      const piece = await text.push(event.token);
      if (piece === null) continue;
      yield { ...piece, choice, reason: null };
    } else {
      const piece = text.end(event.end);
      if (event.sample === 0) tally.cachedTokens += event.end.cachedTokens;
      yield { ...piece, choice, reason: event.end.reason === "length" ? "length" : "stop" };
    }
  }
}

export type WholeText = { text: string; tokens: PlacedToken[]; reason: "stop" | "length" };

/** The pieces of `count` choices put together, their tokens counted. */
export async function collectPieces(pieces: AsyncIterable<GeneratedPiece>, count: number, tally: Tally): Promise<WholeText[]> {
  const wholes = Array.from({ length: count }, (): WholeText => ({ text: "", tokens: [], reason: "length" }));
  for await (const { choice, text, tokens, reason } of pieces) {
    tally.generatedTokens += tokens.length;
    const whole = wholes[choice] as WholeText;
    whole.text += text;
    whole.tokens.push(...tokens);
    whole.reason = reason ?? whole.reason;
  }
  return wholes;
}

/** The tokens of each prompt with their log-probabilities; the first has none where nothing is before it. */
export async function scorePrompts(predictor: Predictor, prompts: readonly EncodedPrompt[], top: number, { ranks, signal }: { readonly ranks: boolean; readonly signal: AbortSignal }, tally: Tally): Promise<(readonly PlacedToken[])[]> {
  const asked = prompts.filter(({ tokens }) => tokens.length > 0);
  const outcomes = await predictor.score(asked.map(({ begin, tokens }) => ({ context: begin, continuation: tokens, want: { top, ...(ranks ? { statistics: true } : {}) } })), { signal });
  const scored: ScoredToken[][] = outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    tally.scoredTokens += outcome.tokens.length;
    return [...outcome.tokens];
  });
  const placed: (readonly PlacedToken[])[] = [];
  for (const { tokens } of prompts) placed.push(tokens.length === 0 ? [] : await placeTokens(predictor, scored.shift() ?? []));
  return placed;
}
