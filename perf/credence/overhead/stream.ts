/** @module Draws texts in one stream or several, and scores what was drawn after the contrasts: when all is drawn, or in pieces meanwhile. */
import type { NativeScores } from "../../../src/credence/native/evidence.ts";
import { scoreTexts, type WatchedDocuments } from "../../../src/credence/native/documents.ts";
import type { DrawnText } from "../../../src/credence/watch.ts";
import type { Predictor, SampledToken, SampleRequest, Wanted } from "../../../src/predictor/predictor.ts";

/** `piece`: tokens after which what was drawn is scored while drawing goes on; null: all at once when all is drawn. */
export type Way = { readonly id: string; readonly piece: number | null };

export const ways: readonly Way[] = [
  { id: "once it is drawn", piece: null },
  { id: "in pieces of 32 tokens while drawing", piece: 32 },
  { id: "in pieces of 64 tokens while drawing", piece: 64 },
];

/** `onFirst`: called with the first drawn token, when the document has been read. */
export type StreamJob = { readonly context: readonly number[]; readonly tokens: number; readonly streams: number; readonly seed: number; readonly want: Wanted; readonly onFirst?: () => void };
type OnTokens = (text: number, tokens: readonly SampledToken[], isOver: boolean) => void;

/** One stream draws exactly `tokens`: a text that ends earlier is followed by another after the same document. Of several streams each draws one text. @throws PremiseError a refused request's. */
export async function drawStreams(predictor: Predictor, { context, tokens, streams, seed, want, onFirst }: StreamJob, onTokens: OnTokens = () => undefined): Promise<DrawnText[]> {
  const texts: DrawnText[] = [];
  let isFirst = true;
  for (let left = tokens; left > 0;) {
    const before = texts.length;
    const drawn = await drawOnce(predictor, { context, maxTokens: left, seed: seed + before, n: streams, want }, (text, all, isOver) => {
      if (isFirst) onFirst?.();
      isFirst = false;
      onTokens(before + text, all, isOver);
    });
    texts.push(...drawn);
    left = streams > 1 ? 0 : left - countTokens(drawn);
  }
  return texts;
}

export function countTokens(texts: readonly DrawnText[]): number {
  return texts.reduce((sum, { tokens }) => sum + tokens.length, 0);
}

async function drawOnce(predictor: Predictor, request: SampleRequest, onTokens: OnTokens): Promise<DrawnText[]> {
  const tokens = Array.from({ length: request.n ?? 1 }, (): SampledToken[] => []);
  const texts: DrawnText[] = [];
  for await (const event of predictor.sample([request])) {
    if (event.kind === "refused") throw event.error;
    const own = tokens[event.sample] as SampledToken[];
    if (event.kind === "token") own.push(event.token);
    else texts[event.sample] = { tokens: own, meanHidden: event.end.meanHidden };
    onTokens(event.sample, own, event.kind === "end");
  }
  return texts;
}

/** Draws, and scores every `piece` tokens while drawing goes on. @returns a text's scores each, of all its tokens. */
export async function drawInPieces(predictor: Predictor, documents: WatchedDocuments, job: StreamJob, piece: number): Promise<{ readonly texts: readonly DrawnText[]; readonly scores: readonly NativeScores[] }> {
  const pieces: { readonly text: number; readonly scores: Promise<NativeScores[]> }[] = [];
  const done: number[] = [];
  const texts = await drawStreams(predictor, job, (text, tokens, isOver) => {
    const from = done[text] ?? 0;
    if (tokens.length - from < (isOver ? 1 : piece)) return;
    done[text] = tokens.length;
    const scores = scoreTexts(predictor, documents, [toNewText(tokens, from)]);
    // Whoever waits for it below is told; until then nobody does.
    scores.catch(() => undefined);
    pieces.push({ text, scores });
  });
  const scored = await Promise.all(pieces.map(async ({ text, scores }) => ({ text, scores: (await scores)[0] as NativeScores })));
  return { texts, scores: texts.map((_, i) => join(scored.filter(({ text }) => text === i).map(({ scores }) => scores))) };
}

export function scoreDrawn(predictor: Predictor, documents: WatchedDocuments, texts: readonly DrawnText[]): Promise<NativeScores[]> {
  return scoreTexts(predictor, documents, texts.map(({ tokens }) => toNewText(tokens, 0)));
}

function toNewText(tokens: readonly SampledToken[], from: number): { before: number[]; tokens: number[]; human: number[] } {
  const fresh = tokens.slice(from);
  return { before: tokens.slice(0, from).map(({ token }) => token), tokens: fresh.map(({ token }) => token), human: fresh.map(({ logprob }) => logprob) };
}

function join(parts: readonly NativeScores[]): NativeScores {
  const ids = Object.keys(parts[0]?.contrasts ?? {});
  return { human: parts.flatMap(({ human }) => human), contrasts: Object.fromEntries(ids.map((id) => [id, parts.flatMap(({ contrasts }) => contrasts[id] ?? [])])) };
}
