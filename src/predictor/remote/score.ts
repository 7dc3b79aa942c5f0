/** @module Scores requests through a server whose scores are trusted, and checks every answer again. */
import { isPremiseError, PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import type { CallOptions, RankedToken, Scored, ScoredToken, ScoreOutcome, ScoreRequest } from "../predictor.ts";
import { requireWanted } from "../sampling.ts";
import type { TrustedScoring } from "./probe/verdict.ts";
import type { RemoteModel } from "./remote-model.ts";
import { chooseTop, rankTop, requireLogprob, wholeStatistics } from "./verify.ts";
import type { WireToken } from "./wire/completion.ts";
import { askScores, completionsPath, type WirePrompt, type WireScore } from "./wire/scores.ts";

type Ready = { readonly index: number; readonly request: ScoreRequest; readonly prompt: WirePrompt; readonly top: number };

const batchSize = 16;

/** One outcome a request, in order. @throws PremiseError `interrupted`, `engine/closed`; what else fails is told in the outcomes it concerns. */
export async function scoreRequests(model: RemoteModel, verdict: TrustedScoring, requests: readonly ScoreRequest[], options: CallOptions): Promise<ScoreOutcome[]> {
  const outcomes: ScoreOutcome[] = [];
  let done = 0;
  const settle = (index: number, outcome: ScoreOutcome): void => {
    outcomes[index] = outcome;
    options.onProgress?.(++done, requests.length);
  };
  const prepared = await Promise.all(requests.map((request, index) => prepare(model, verdict, request, index, options.signal)));
  const ready: Ready[] = [];
  for (const [index, each] of prepared.entries()) {
    if (isPremiseError(each)) settle(index, { ok: false, error: each });
    else ready.push(each);
  }
  await Promise.all(
    groupForBatches(ready, verdict.batches ? batchSize : 1).map(async (batch) => {
      const scored = await scoreBatch(model, verdict, batch, options.signal);
      for (const [i, outcome] of scored.entries()) settle((batch[i] as Ready).index, outcome);
    }),
  );
  return outcomes;
}

async function prepare(model: RemoteModel, verdict: TrustedScoring, request: ScoreRequest, index: number, signal?: AbortSignal): Promise<Ready | PremiseError> {
  try {
    const { context, continuation, want = {} } = request;
    if (continuation.length === 0) throw new PremiseError("predictor/empty-continuation");
    requireWanted(want);
    const ids = [...context, ...continuation];
    requireIds(ids, model.vocabulary.size);
    const needed = ids.length + verdict.way.maxTokens;
    if (needed > model.contextTokens) throw new PremiseError("predictor/context-too-long", { needed, limit: model.contextTokens });
    const text = verdict.way.prompt === "text" ? await model.vocabulary.toText(ids, signal) : null;
    return { index, request, prompt: { ids, text }, top: countTop(verdict, request, model.vocabulary.size) };
  } catch (error) {
    return keepFatal(error);
  }
}

/** How many likely tokens to ask for: all, where statistics are wanted and can be had from them. */
function countTop({ topLimit }: TrustedScoring, { want = {} }: ScoreRequest, size: number): number {
  const all = want.statistics === true && topLimit >= size ? size : 0;
  return Math.min(topLimit, Math.max(all, want.top ?? 0));
}

function groupForBatches(ready: readonly Ready[], size: number): Ready[][] {
  const groups: Ready[][] = [];
  for (const each of ready) {
    const last = groups.at(-1);
    if (last !== undefined && last.length < size && last[0]?.top === each.top) last.push(each);
    else groups.push([each]);
  }
  return groups;
}

/** What a server refuses of many prompts it is asked one by one, so that the right ones are scored. */
async function scoreBatch(model: RemoteModel, verdict: TrustedScoring, batch: readonly Ready[], signal?: AbortSignal): Promise<ScoreOutcome[]> {
  const { way } = verdict;
  try {
    const answers = await askScores(model.client, model.id, way, batch.map(({ prompt }) => prompt), batch[0]?.top ?? 0, signal);
    return await Promise.all(batch.map(({ request }, i) => outcomeOf(() => toScored(model, way.maxTokens, request, answers[i] as WireScore, signal))));
  } catch (error) {
    const refusal = keepFatal(error);
    if (refusal.code === "remote/refused" && batch.length > 1) return (await Promise.all(batch.map((each) => scoreBatch(model, verdict, [each], signal)))).flat();
    return batch.map(() => ({ ok: false, error: refusal }));
  }
}

async function outcomeOf(work: () => Promise<Scored>): Promise<ScoreOutcome> {
  try {
    return await work();
  } catch (error) {
    return { ok: false, error: keepFatal(error) };
  }
}

async function toScored(model: RemoteModel, generated: 0 | 1, request: ScoreRequest, answer: WireScore, signal?: AbortSignal): Promise<Scored> {
  const { context, continuation } = request;
  const length = context.length + continuation.length;
  const found = answer.tokens?.length ?? 0;
  if (found !== length && found !== length + generated) {
    throw new PremiseError("remote/invalid-answer", { remote: model.client.place.remote, path: completionsPath, problem: `log-probabilities of ${found} tokens for ${length}` });
  }
  const positions = answer.tokens?.slice(context.length, length) ?? [];
  const tokens = await Promise.all(continuation.map((token, i) => toToken(model, request, token, context.length + i, positions[i], signal)));
  return {
    ok: true,
    tokens,
    logprob: tokens.reduce((sum, { logprob }) => sum + (logprob ?? 0), 0),
    meanHidden: null,
    meanLayers: null,
    promptTokens: context.length,
    cachedTokens: 0,
  };
}

async function toToken(model: RemoteModel, { want = {} }: ScoreRequest, token: number, place: number, position: WireToken | undefined, signal?: AbortSignal): Promise<ScoredToken> {
  const { vocabulary, client } = model;
  if (position?.id !== null && position?.id !== undefined && position.id !== token) {
    throw new PremiseError("remote/invalid-answer", { remote: client.place.remote, path: completionsPath, problem: `token ${position.id} where ${token} was sent` });
  }
  const text = await vocabulary.detokenize([token], signal);
  if (place === 0) return { token, text, logprob: null, statistics: null, top: null };
  const logprob = requireLogprob(position, client.place, completionsPath);
  const wantsRow = want.statistics === true || want.top !== undefined;
  const ranked: RankedToken[] | null = wantsRow ? await rankTop(position?.top ?? [], vocabulary, signal) : null;
  return {
    token,
    text,
    logprob,
    statistics: want.statistics === true && ranked !== null ? wholeStatistics(token, ranked, vocabulary.size) : null,
    top: chooseTop(ranked, want, vocabulary.size, model.name),
  };
}

/** @throws PremiseError `predictor/invalid-token` for the first id that is none. */
export function requireIds(ids: readonly number[], size: number): void {
  for (const token of ids) if (!Number.isInteger(token) || token < 0 || token >= size) throw new PremiseError("predictor/invalid-token", { token, size });
}

/** An error that belongs to one request. @throws PremiseError `interrupted` and `engine/closed`, which end the call. */
export function keepFatal(error: unknown): PremiseError {
  const own = toPremiseError(error);
  if (own.code === "interrupted" || own.code === "engine/closed") throw own;
  return own;
}
