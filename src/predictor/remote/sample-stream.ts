/** @module One sample from its stream: tokens with their ids, the stop text found in what they read, the end told as the interface has it. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { SampledToken, SampleEnd, SampleRequest, Sampling } from "../predictor.ts";
import { createStopTextFinder, type StopTextFinder } from "../stop-text.ts";
import type { RemoteModel } from "./remote-model.ts";
import { chooseTop, rankTop, requireLogprob, sampledLogprob, wholeStatistics } from "./verify.ts";
import type { WireToken } from "./wire/completion.ts";
import { askSample, type SampleChunk, type SamplePrompt } from "./wire/samples.ts";
import { completionsPath } from "./wire/scores.ts";

export type SampleDraft = {
  readonly request: SampleRequest;
  readonly sampling: Required<Sampling>;
  readonly prompt: SamplePrompt;
  readonly top: number;
  readonly extras: boolean;
};

export type OneEvent = { readonly kind: "token"; readonly token: SampledToken } | { readonly kind: "end"; readonly end: SampleEnd };

/**
 * The events of one sample. Stop texts are looked for here, not by the server, which would keep the tokens drawn for them to itself; the stream is left once one is there.
 * @throws PremiseError `remote/...`, `predictor/unsupported` when a token has no certain id or `sampledLogprob` can't be known.
 */
export async function* drawSample(model: RemoteModel, draft: SampleDraft, seed: number, signal: AbortSignal): AsyncGenerator<OneEvent> {
  const { request, prompt, sampling, top, extras } = draft;
  const finder = createStopTextFinder(request.stop ?? []);
  const drawn: number[] = [];
  const held: SampleChunk[] = [];
  let isStopped = false;
  let finish: string | null = null;
  for await (const chunk of askSample(model.client, model.id, { prompt, maxTokens: request.maxTokens, seed, sampling, top, extras }, signal)) {
    finish = chunk.finish ?? finish;
    isStopped = chunk.text !== "" && finder.push(chunk.text);
    if (needsQuestions(model, chunk)) held.push(chunk);
    else yield* reveal(model, draft, chunk, drawn, isStopped, signal);
    if (isStopped) break;
    requireTokens(model, drawn.length + held.length, chunk.text);
  }
  for (const chunk of held) yield* reveal(model, draft, chunk, drawn, isStopped && chunk === held.at(-1), signal);
  yield { kind: "end", end: await toEnd(model, draft, { drawn, finder, isStopped, finish }, signal) };
}

/** Ids that must be asked for wait until the stream is over: a server that works on one request at a time would drop it for the question, or never come to it. */
function needsQuestions({ vocabulary }: RemoteModel, { tokens }: SampleChunk): boolean {
  return vocabulary.ids === "server" && tokens.some(({ id }) => id === null);
}

/** The tokens of a chunk, up to the one that completes a stop text where there is one in it. */
async function* reveal(model: RemoteModel, draft: SampleDraft, chunk: SampleChunk, drawn: number[], isLast: boolean, signal: AbortSignal): AsyncGenerator<OneEvent> {
  const tokens = await Promise.all(chunk.tokens.map((token) => toSampled(model, draft, token, signal)));
  const kept = isLast ? await cutAtStop(model, drawn, tokens, draft.request.stop ?? [], signal) : tokens;
  for (const token of kept) {
    drawn.push(token.token);
    yield { kind: "token", token };
  }
}

/** Text without a token is how a server shows that it gives no log-probabilities. */
function requireTokens(model: RemoteModel, tokens: number, text: string): void {
  if (text !== "" && tokens === 0) throw new PremiseError("remote/invalid-answer", { remote: model.client.place.remote, path: completionsPath, problem: "text without its tokens' log-probabilities" });
}

/** Of tokens that came together, those up to the one that completes the stop text: so the sample does not depend on how the server cut its stream. */
async function cutAtStop(model: RemoteModel, before: readonly number[], tokens: readonly SampledToken[], stops: readonly string[], signal: AbortSignal): Promise<readonly SampledToken[]> {
  for (let count = 1; count < tokens.length; count++) {
    const text = await model.vocabulary.detokenize([...before, ...tokens.slice(0, count).map(({ token }) => token)], signal);
    if (stops.some((stop) => text.includes(stop))) return tokens.slice(0, count);
  }
  return tokens;
}

async function toSampled(model: RemoteModel, draft: SampleDraft, wire: WireToken, signal: AbortSignal): Promise<SampledToken> {
  const { vocabulary, client, name } = model;
  const want = draft.request.want ?? {};
  const logprob = requireLogprob(wire, client.place, completionsPath);
  const token = wire.id ?? (wire.text === null ? null : await vocabulary.idOf(wire.text, signal));
  if (token === null || token >= vocabulary.size) throw new PremiseError("predictor/unsupported", { model: name, problem: `it does not tell which token reads ${JSON.stringify(wire.text ?? "")}` });
  const wantsRow = want.statistics === true || want.top !== undefined;
  const ranked = wantsRow ? await rankTop(wire.top, vocabulary, signal) : null;
  const top = wire.top.map((other) => Math.min(0, other.logprob)).sort((a, b) => b - a);
  const drawnFrom = sampledLogprob(logprob, top, top.length === vocabulary.size, draft.sampling);
  if (drawnFrom === null) {
    const way = "use temperature 1 or 0, or a top-k of at most that";
    throw new PremiseError("predictor/unsupported", { model: name, problem: `it names ${top.length} likely tokens, too few to know what these settings draw from; ${way}` });
  }
  return {
    token,
    text: wire.text !== null && vocabulary.ids === "text" ? wire.text : await vocabulary.detokenize([token], signal),
    logprob,
    sampledLogprob: Math.min(0, drawnFrom),
    statistics: want.statistics === true && ranked !== null ? wholeStatistics(token, ranked, vocabulary.size) : null,
    top: chooseTop(ranked, want, vocabulary.size, name),
  };
}

type Course = { readonly drawn: readonly number[]; readonly finder: StopTextFinder; readonly isStopped: boolean; readonly finish: string | null };

/** A last token that a server left out of its text, when it says that the text is over, ends texts, whether or not that was known. */
async function toEnd(model: RemoteModel, { request }: SampleDraft, { drawn, finder, isStopped, finish }: Course, signal: AbortSignal): Promise<SampleEnd> {
  const counts = { meanHidden: null, meanLayers: null, promptTokens: request.context.length, cachedTokens: 0, generatedTokens: drawn.length };
  if (isStopped) return { reason: "stop", text: finder.text, ...counts };
  // What the ids read, since streams leave out bytes that make no character.
  const shown = await model.vocabulary.detokenize(drawn.slice(0, -1), signal);
  const isEnd = isEndToken(model, drawn) || (finish === "stop" && drawn.length > 0 && shown === finder.text);
  const text = isEnd ? shown : await model.vocabulary.detokenize(drawn, signal);
  const reason = isEnd || (finish !== "length" && drawn.length < request.maxTokens) ? "end-of-text" : "length";
  return { reason, text, ...counts };
}

function isEndToken({ vocabulary }: RemoteModel, drawn: readonly number[]): boolean {
  return vocabulary.endOfText.includes(drawn.at(-1) ?? -1);
}
