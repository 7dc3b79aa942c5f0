/** @module log P(continuation | context) of texts: token border checked, BOS policy stated, bytes counted. */
import { isPremiseError, PremiseError } from "../errors/premise-error.ts";
import type { CallOptions, Predictor, Prompt, Refused, Scored, ScoreRequest, Wanted } from "../predictor/predictor.ts";

export type TextRequest = {
  readonly context: Prompt;
  readonly continuation: string;
  /** Whether the token that begins a document comes first; by default as the model expects. */
  readonly bos?: boolean;
  readonly want?: Wanted;
};

export type TextScore = Omit<Scored, "logprob"> & {
  /** Nats, over the tokens that have one; null when none has. */
  readonly logprob: number | null;
  /** Of the continuation, in UTF-8. */
  readonly bytes: number;
  /** Whether the document's first token was put before the context. */
  readonly bos: boolean;
};

/** `asked`: whether the predictor refused it, or the text itself did before the predictor was called. */
export type RefusedText = Refused & { readonly asked: boolean };
export type TextOutcome = TextScore | RefusedText;

type Prepared = { readonly ok: true; readonly request: ScoreRequest; readonly bytes: number; readonly bos: boolean };

/**
 * Scores texts in one call of the predictor, which shares common beginnings. One outcome a request, in order; the order of tokens is that of the text.
 * Refused: `predictor/empty-continuation`, `predictor/control-token`, `predictor/context-too-long`, and `score/boundary-moved` when
 * context and continuation, joined, do not begin with the context's own tokens.
 */
export async function scoreTexts(predictor: Predictor, requests: readonly TextRequest[], options?: CallOptions): Promise<TextOutcome[]> {
  const prepared = await prepareTexts(predictor, requests);
  const ready = prepared.filter((each) => each.ok);
  const scored = ready.length === 0 ? [] : await predictor.score(ready.map((each) => each.request), options);
  const outcomes = scored[Symbol.iterator]();
  return prepared.map((each) => {
    if (!each.ok) return each;
    const outcome = outcomes.next().value;
    if (outcome === undefined) throw new PremiseError("internal", { problem: "the predictor gave fewer outcomes than requests" });
    return outcome.ok ? toTextScore(outcome, each) : { ...outcome, asked: true };
  });
}

/** `scoreTexts` for callers that need every one of the requests. @throws PremiseError the first refusal. */
export async function requireScores(predictor: Predictor, requests: readonly TextRequest[], options?: CallOptions): Promise<TextScore[]> {
  const outcomes = await scoreTexts(predictor, requests, options);
  return outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome;
  });
}

function toTextScore(scored: Scored, { bytes, bos }: Prepared): TextScore {
  const isMeasured = scored.tokens.some((token) => token.logprob !== null);
  return { ...scored, logprob: isMeasured ? scored.logprob : null, bytes, bos };
}

async function prepareTexts(predictor: Predictor, requests: readonly TextRequest[]): Promise<(Prepared | RefusedText)[]> {
  const contexts = await tokenizeEach(predictor, requests.map((request) => request.context));
  const joined = await tokenizeEach(predictor, requests.map((request) => join(request.context, request.continuation)));
  return Promise.all(requests.map(async (request, i): Promise<Prepared | RefusedText> => {
    if (request.continuation === "") return refuse(new PremiseError("predictor/empty-continuation"));
    const [context, joint] = [contexts[i], joined[i]];
    if (isPremiseError(context)) return refuse(context);
    if (isPremiseError(joint)) return refuse(joint);
    return prepare(predictor, request, context ?? [], joint ?? []);
  }));
}

async function prepare(predictor: Predictor, request: TextRequest, context: readonly number[], joint: readonly number[]): Promise<Prepared | RefusedText> {
  const border = context.findIndex((token, i) => token !== joint[i]);
  if (border !== -1 || joint.length <= context.length) {
    return refuse(await boundaryMoved(predictor, context, joint, border === -1 ? context.length - 1 : border));
  }
  const { model, bos } = predictor.info;
  const wantsBos = request.bos ?? (bos.byDefault && bos.token !== null);
  if (wantsBos && bos.token === null) return refuse(new PremiseError("predictor/unsupported", { model, problem: "it has no token that begins a document (bos)" }));
  const first = wantsBos && bos.token !== null ? [bos.token] : [];
  const ids = { context: [...first, ...context], continuation: joint.slice(context.length) };
  const want = request.want === undefined ? {} : { want: request.want };
  return { ok: true, request: { ...ids, ...want }, bytes: Buffer.byteLength(request.continuation), bos: wantsBos };
}

async function boundaryMoved(predictor: Predictor, context: readonly number[], joint: readonly number[], border: number): Promise<PremiseError> {
  const pieces = await predictor.detokenize([context.slice(border, border + 1), joint.slice(border, border + 1)]);
  return new PremiseError("score/boundary-moved", { context: JSON.stringify(pieces[0] ?? ""), continuation: JSON.stringify(pieces[1] ?? "") });
}

function join(context: Prompt, continuation: string): Prompt {
  return typeof context === "string" ? context + continuation : [...context, { text: continuation, control: false }];
}

/** Token ids of each prompt, or why there are none: one bad text does not spoil the others. Equal prompts are tokenised once. */
async function tokenizeEach(predictor: Predictor, prompts: readonly Prompt[]): Promise<(number[] | PremiseError)[]> {
  const distinct = new Map(prompts.map((prompt) => [JSON.stringify(prompt), prompt]));
  const found = new Map<string, number[] | PremiseError>();
  try {
    const all = await predictor.tokenize([...distinct.values()]);
    for (const [i, key] of [...distinct.keys()].entries()) found.set(key, all[i] ?? []);
  } catch (error) {
    if (!isPremiseError(error)) throw error;
    for (const [key, prompt] of distinct) found.set(key, await tokenizeOne(predictor, prompt));
  }
  return prompts.map((prompt) => found.get(JSON.stringify(prompt)) ?? []);
}

async function tokenizeOne(predictor: Predictor, prompt: Prompt): Promise<number[] | PremiseError> {
  try {
    return (await predictor.tokenize([prompt]))[0] ?? [];
  } catch (error) {
    if (isPremiseError(error)) return error;
    throw error;
  }
}

function refuse(error: PremiseError): RefusedText {
  return { ok: false, error, asked: false };
}
