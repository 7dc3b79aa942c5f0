/** @module Samples through a server: one stream a sample, since only then does a sample depend on its own seed alone. */
import { isPremiseError, PremiseError } from "../../errors/premise-error.ts";
import { deriveSeed } from "../../random/seeded.ts";
import type { CallOptions, SampleEvent, SampleRequest, Sampling } from "../predictor.ts";
import { requireSampling } from "../sampling.ts";
import type { TrustedSampling } from "./probe/verdict.ts";
import type { RemoteModel } from "./remote-model.ts";
import { drawSample, type SampleDraft } from "./sample-stream.ts";
import { keepFatal, requireIds } from "./score.ts";
import { runTogether, type Stream } from "./together.ts";
import { isOrderFree } from "./verify.ts";
import type { SamplePrompt } from "./wire/samples.ts";

/** Tokens as they are drawn. @throws PremiseError `interrupted`, `engine/closed`; what else fails refuses the request it concerns. */
export async function* sampleRequests(model: RemoteModel, verdict: TrustedSampling, requests: readonly SampleRequest[], concurrency: number, options: CallOptions): AsyncGenerator<SampleEvent> {
  const left = requests.map(({ n = 1 }) => n);
  let done = 0;
  const finish = (index: number): void => {
    left[index] = (left[index] ?? 0) - 1;
    if (left[index] === 0) options.onProgress?.(++done, requests.length);
  };
  const drafts = requests.map((request, index) => ({ request, index, draft: prepare(model, verdict, request, options.signal) }));
  for (const { draft } of drafts) draft.catch(() => undefined);
  for (const { index, draft } of drafts) {
    const ready = await draft;
    if (!isPremiseError(ready)) continue;
    yield { kind: "refused", request: index, error: ready };
    options.onProgress?.(++done, requests.length);
  }
  const streams: Stream<SampleEvent>[] = [];
  for (const { request, index, draft } of drafts) {
    const ready = await draft;
    if (isPremiseError(ready)) continue;
    for (let sample = 0; sample < (request.n ?? 1); sample++) streams.push(toStream(model, ready, { index, sample }, () => finish(index)));
  }
  yield* stopAfterRefusal(runTogether(streams, concurrency, options.signal));
}

/** A request that is refused on its way says so once, and its other samples nothing more. */
async function* stopAfterRefusal(events: AsyncIterable<SampleEvent>): AsyncGenerator<SampleEvent> {
  const refused = new Set<number>();
  for await (const event of events) {
    if (refused.has(event.request)) continue;
    if (event.kind === "refused") refused.add(event.request);
    yield event;
  }
}

function toStream(model: RemoteModel, draft: SampleDraft, place: { readonly index: number; readonly sample: number }, finish: () => void): Stream<SampleEvent> {
  const { index: request, sample } = place;
  return async (emit, signal) => {
    try {
      const seed = deriveSeed(draft.request.seed, sample);
      for await (const event of drawSample(model, draft, seed, signal)) emit({ ...event, request, sample });
    } catch (error) {
      emit({ kind: "refused", request, error: keepFatal(error) });
    }
    finish();
  };
}

async function prepare(model: RemoteModel, verdict: TrustedSampling, request: SampleRequest, signal?: AbortSignal): Promise<SampleDraft | PremiseError> {
  try {
    const sampling = requireSampling(request);
    if (request.context.length === 0) throw new PremiseError("predictor/nothing-before");
    requireIds(request.context, model.vocabulary.size);
    const needed = request.context.length + request.maxTokens;
    if (needed > model.contextTokens) throw new PremiseError("predictor/context-too-long", { needed, limit: model.contextTokens });
    requireObeyed(model, verdict, sampling);
    return { request, sampling, prompt: await toPrompt(model, verdict, request.context, signal), top: countTop(model, verdict, request, sampling), extras: verdict.extras };
  } catch (error) {
    return keepFatal(error);
  }
}

async function toPrompt({ vocabulary }: RemoteModel, { prompt }: TrustedSampling, ids: readonly number[], signal?: AbortSignal): Promise<SamplePrompt> {
  if (prompt === "ids") return { ids };
  return prompt === "text" ? { text: await vocabulary.toText(ids, signal) } : { messages: vocabulary.toMessages(ids) };
}

/** A setting that the server ignores, or takes in an order of its own, would make `sampledLogprob` a lie. */
function requireObeyed({ name: model }: RemoteModel, { obeys }: TrustedSampling, sampling: Required<Sampling>): void {
  const { temperature, topK, topP, minP } = sampling;
  const ignored = topK > 0 && !obeys.topK ? "top-k" : topP < 1 && !obeys.topP ? "top-p" : minP > 0 && !obeys.minP ? "min-p" : temperature === 0 && !obeys.temperature0 ? "temperature 0" : null;
  if (ignored !== null && !(temperature === 0 && obeys.temperature0)) throw new PremiseError("predictor/unsupported", { model, problem: `it was not seen to obey ${ignored}` });
  if (!isOrderFree(sampling)) throw new PremiseError("predictor/unsupported", { model, problem: "temperature, top-p and min-p together mean different things on different servers; use one of them, or top-k" });
}

/** How many likely tokens to ask for, to know what was drawn from and to tell what is wanted. */
function countTop({ vocabulary: { size } }: RemoteModel, { topLimit }: TrustedSampling, { want = {} }: SampleRequest, { temperature, topK, topP, minP }: Required<Sampling>): number {
  const isPlain = temperature === 0 || (temperature === 1 && topK === 0 && topP >= 1 && minP <= 0);
  const forDraw = isPlain || topK === 1 ? 0 : topK > 0 ? topK : topLimit;
  const all = want.statistics === true && topLimit >= size ? size : 0;
  return Math.min(topLimit, Math.max(forDraw, all, want.top ?? 0));
}
