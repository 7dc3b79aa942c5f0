/** @module Answers of `/v1/completions` on a model of this machine: scored prompts, samples, or both, whole or as a stream. */
import type { Answer, EventFrame, Tally } from "../http/answer.ts";
import { beginEvents } from "./begin.ts";
import { discloseBare, type LocalText, toUsage } from "./disclosed.ts";
import { collectPieces, generate, type GeneratedPiece, type Generation, scorePrompts } from "./generate.ts";
import { toCompletionLogprobs, toPromptLogprobs } from "./logprobs.ts";
import { countPoints, type PlacedToken } from "./placed.ts";
import { countPrompts } from "./prompts.ts";

export type CompletionJob = Omit<Generation, "starts"> & LocalText & {
  readonly echo: boolean;
  /** vLLM's; null: not asked for. */
  readonly promptLogprobs: number | null;
  readonly tokenIds: boolean;
  readonly streamed: boolean;
  readonly includeUsage: boolean;
};

/** What stands before the samples of each prompt. */
type Before = { readonly text: string; readonly tokens: readonly PlacedToken[] | null; readonly members: object };

export async function answerCompletion(job: CompletionJob, signal: AbortSignal, tally: Tally): Promise<Answer> {
  tally.promptTokens = countPrompts(job.prompts);
  const before = await prepare(job, signal, tally);
  const { author, disclosed } = discloseBare(job.modelId);
  if (job.streamed) return { status: 200, author, disclosed, body: { kind: "events", events: streamCompletion(job, before, await beginEvents(draw(job, before, signal, tally)), tally) } };
  const wholes = await collectPieces(draw(job, before, signal, tally), job.prompts.length * job.n, tally);
  const choices = await Promise.all(wholes.map((whole, index) => toChoice(job, before[Math.floor(index / job.n)] as Before, { ...whole, choice: index }, true)));
  const value = { ...head(job), choices, usage: toUsage(tally) };
  return { status: 200, author, disclosed, body: { kind: "json", value } };
}

async function* streamCompletion(job: CompletionJob, before: readonly Before[], pieces: AsyncIterable<GeneratedPiece>, tally: Tally): AsyncGenerator<EventFrame> {
  const begun = new Set<number>();
  const frame = async (piece: GeneratedPiece): Promise<EventFrame> => {
    const isFirst = !begun.has(piece.choice);
    begun.add(piece.choice);
    return { value: { ...head(job), choices: [await toChoice(job, before[Math.floor(piece.choice / job.n)] as Before, piece, isFirst)], ...(job.includeUsage ? { usage: null } : {}) } };
  };
  for await (const piece of pieces) {
    const next = await frame(piece);
    tally.generatedTokens += piece.tokens.length;
    yield next;
  }
  if (job.includeUsage) yield { value: { ...head(job), choices: [], usage: toUsage(tally) } };
  yield { value: "[DONE]" };
}

async function prepare(job: CompletionJob, signal: AbortSignal, tally: Tally): Promise<Before[]> {
  const { predictor, prompts, echo, top, promptLogprobs, texts } = job;
  const isScored = (echo && top !== null) || promptLogprobs !== null;
  const asked = Math.max(echo ? (top ?? 0) : 0, promptLogprobs ?? 0);
  const scored = isScored ? await scorePrompts(predictor, prompts, asked, { ranks: promptLogprobs !== null, signal }, tally) : null;
  const shown = echo ? await showPrompts(job) : prompts.map(() => "");
  return await Promise.all(prompts.map(async ({ begin, tokens }, i) => ({
    text: shown[i] ?? "",
    tokens: echo && top !== null ? hideFirst(scored?.[i] ?? []) : null,
    members: {
      ...(promptLogprobs === null ? {} : { prompt_logprobs: [...begin.map(() => null), ...(await toPromptLogprobs(scored?.[i] ?? [], promptLogprobs, texts))] }),
      ...(job.tokenIds ? { prompt_token_ids: [...begin, ...tokens] } : {}),
    },
  })));
}

/** OpenAI's first position has nothing before it, and clients count on that; what a text's first token has after BOS stands in `prompt_logprobs`. */
function hideFirst(tokens: readonly PlacedToken[]): readonly PlacedToken[] {
  return tokens.map((token, i) => (i === 0 ? { ...token, logprob: null, top: null } : token));
}

/** What the client sent, as text. */
async function showPrompts({ predictor, prompts }: CompletionJob): Promise<string[]> {
  const ids = prompts.filter(({ text }) => text === null).map(({ tokens }) => tokens);
  const texts = ids.length === 0 ? [] : [...(await predictor.detokenize(ids))];
  return prompts.map(({ text }) => text ?? texts.shift() ?? "");
}

/** Nothing is drawn with `max_tokens: 0`: each choice is over at once. */
async function* draw(job: CompletionJob, before: readonly Before[], signal: AbortSignal, tally: Tally): AsyncGenerator<GeneratedPiece> {
  if (job.maxTokens > 0) return yield* generate({ ...job, starts: before.map(({ text }) => countPoints(text)) }, signal, tally);
  for (let choice = 0; choice < job.prompts.length * job.n; choice++) yield { choice, text: "", tokens: [], reason: "length" };
}

async function toChoice(job: CompletionJob, before: Before, piece: GeneratedPiece, isFirst: boolean): Promise<object> {
  const tokens = isFirst ? [...(before.tokens ?? []), ...piece.tokens] : piece.tokens;
  return {
    index: piece.choice,
    text: isFirst ? before.text + piece.text : piece.text,
    logprobs: job.top === null ? null : await toCompletionLogprobs(tokens, job.top, job.texts),
    finish_reason: piece.reason,
    ...(isFirst ? before.members : {}),
    ...(job.tokenIds ? { token_ids: piece.tokens.map(({ id }) => id) } : {}),
  };
}

function head({ id, created, modelId, fingerprint }: CompletionJob): object {
  return { id, object: "text_completion", created, model: modelId, system_fingerprint: fingerprint };
}
