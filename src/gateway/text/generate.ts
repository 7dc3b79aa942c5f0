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

/** `next`: the likeliest token after the prompt, with what `top` asked for; null unless it was asked for. */
export type ScoredPrompt = { readonly tokens: readonly PlacedToken[]; readonly next: ScoredToken | null };

export type PromptScoring = { readonly ranks: boolean; readonly peek: boolean; readonly signal: AbortSignal };

/**
 * The tokens of each prompt with their log-probabilities; the first has none where nothing is before it.
 * With `peek` one more token is asked for behind each prompt, whichever: what is likeliest in its place is the next token, from the same pass.
 */
export async function scorePrompts(predictor: Predictor, prompts: readonly EncodedPrompt[], top: number, { ranks, peek, signal }: PromptScoring, tally: Tally): Promise<ScoredPrompt[]> {
  const want = { top: peek ? Math.max(1, top) : top, ...(ranks ? { statistics: true } : {}) };
  const requests = prompts.map(({ begin, tokens }) => ({ context: begin, continuation: peek ? [...tokens, tokens.at(-1) ?? begin[0] ?? 0] : tokens, want }));
  const outcomes = (await predictor.score(requests.filter(({ continuation }) => continuation.length > 0), { signal })).values();
  const scored: ScoredPrompt[] = [];
  for (const [i, { tokens }] of prompts.entries()) {
    const outcome = requests[i]?.continuation.length === 0 ? null : (outcomes.next().value ?? null);
    if (outcome?.ok === false) throw outcome.error;
    const all = outcome?.tokens ?? [];
    tally.scoredTokens += tokens.length;
    scored.push({ tokens: await placeTokens(predictor, all.slice(0, tokens.length)), next: peek ? toNext(all[tokens.length]) : null });
  }
  return scored;
}

function toNext(asked: ScoredToken | undefined): ScoredToken | null {
  const best = asked?.top?.[0];
  return best === undefined ? null : { token: best.token, text: "", logprob: best.logprob, statistics: null, top: asked?.top ?? null };
}
