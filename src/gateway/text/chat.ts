/** @module Answers of `/v1/chat/completions` on a model of this machine, by the model's own chat template. */
import type { Answer, EventFrame, Tally } from "../http/answer.ts";
import { beginEvents } from "./begin.ts";
import { discloseBare, type LocalText, toUsage } from "./disclosed.ts";
import { collectPieces, generate, type GeneratedPiece, type Generation } from "./generate.ts";
import { toChatLogprobs } from "./logprobs.ts";
import { countPoints } from "./placed.ts";
import { countPrompts } from "./prompts.ts";

export type ChatJob = Omit<Generation, "starts"> & LocalText & { readonly streamed: boolean; readonly includeUsage: boolean };

export async function answerChat(job: ChatJob, signal: AbortSignal, tally: Tally): Promise<Answer> {
  tally.promptTokens = countPrompts(job.prompts);
  const { author, disclosed } = discloseBare(job.modelId);
  if (job.streamed) return { status: 200, author, disclosed, body: { kind: "events", events: streamChat(job, await beginEvents(generate({ ...job, starts: [0] }, signal, tally)), tally) } };
  const wholes = await collectPieces(generate({ ...job, starts: [0] }, signal, tally), job.n, tally);
  const shown = await Promise.all(wholes.map(async ({ text, tokens, reason }, index) => ({
    index,
    message: { role: "assistant", content: text, refusal: null },
    logprobs: await toLogprobs(job, tokens, countPoints(text)),
    finish_reason: reason,
  })));
  return { status: 200, author, disclosed, body: { kind: "json", value: { ...head(job, "chat.completion"), choices: shown, usage: toUsage(tally) } } };
}

async function* streamChat(job: ChatJob, pieces: AsyncIterable<GeneratedPiece>, tally: Tally): AsyncGenerator<EventFrame> {
  const length = Array.from({ length: job.n }, () => 0);
  const frame = (choices: readonly object[], usage: object | null): EventFrame => ({ value: { ...head(job, "chat.completion.chunk"), choices, ...(job.includeUsage ? { usage } : {}) } });
  for (let index = 0; index < job.n; index++) yield frame([{ index, delta: { role: "assistant", content: "" }, logprobs: null, finish_reason: null }], null);
  for await (const piece of pieces) {
    length[piece.choice] = (length[piece.choice] ?? 0) + countPoints(piece.text);
    const logprobs = await toLogprobs(job, piece.tokens, length[piece.choice] ?? 0);
    const { choice: index, text, reason } = piece;
    tally.generatedTokens += piece.tokens.length;
    if (text !== "" || reason === null) yield frame([{ index, delta: { content: text }, logprobs, finish_reason: null }], null);
    if (reason !== null) yield frame([{ index, delta: {}, logprobs: null, finish_reason: reason }], null);
  }
  if (job.includeUsage) yield frame([], toUsage(tally));
  yield { value: "[DONE]" };
}

/** Of the tokens that are part of the text: what ended it (a stop text, the end-of-text token) is not. */
async function toLogprobs({ top, texts }: ChatJob, tokens: GeneratedPiece["tokens"], points: number): Promise<object | null> {
  if (top === null) return null;
  return { content: await toChatLogprobs(tokens.filter(({ offset }) => offset < points), top, texts), refusal: null };
}

function head({ id, created, modelId, fingerprint }: ChatJob, object: string): object {
  return { id, object, created, model: modelId, system_fingerprint: fingerprint };
}
