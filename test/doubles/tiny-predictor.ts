/** @module A tiny predictor for tests of what lies above: bytes and a few longer tokens, with probabilities that a rule makes up. */
import { PremiseError } from "../../src/errors/premise-error.ts";
import { createRandom, deriveSeed } from "../../src/random/seeded.ts";
import type {
  CallOptions, Predictor, PredictorInfo, Prompt, SampledToken, SampleEvent, SampleRequest, ScoredToken, ScoreOutcome, ScoreRequest,
} from "../../src/predictor/predictor.ts";

export type TinySetting = {
  /** Texts that are one token each, tried longest first. */
  readonly merges?: readonly string[];
  /** Added to the logit of the token with this text after a context with this text. */
  readonly bias?: (context: string, token: string) => number;
  readonly info?: Partial<PredictorInfo>;
  /** Called before every call's work; may reject. */
  readonly before?: (call: "score" | "sample", signal: AbortSignal | undefined) => Promise<void>;
};

const BOS = 0;
const EOS = 1;
const BYTES = 2;

export type TinyPredictor = Predictor & { readonly calls: { kind: "score" | "sample"; requests: number }[] };

export function createTinyPredictor(setting: TinySetting = {}): TinyPredictor {
  const merges = [...(setting.merges ?? [])].sort((a, b) => b.length - a.length);
  const pieces: Uint8Array[] = [
    Buffer.from("<s>"), Buffer.from("</s>"), ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)), ...merges.map((text) => Buffer.from(text)),
  ];
  const calls: TinyPredictor["calls"] = [];
  const info: PredictorInfo = {
    model: "tiny", kind: "base", contextTokens: 2000, vocabularySize: pieces.length, hiddenSize: null, layerCount: null, chatTemplate: null,
    bos: { token: BOS, byDefault: true }, endOfText: [EOS], fingerprint: { weights: "none", engine: "tiny", quantization: "none" },
    ...setting.info,
  };
  const textOf = (ids: readonly number[]): string => Buffer.concat(ids.map((id) => pieces[id] ?? new Uint8Array())).toString("utf8");

  const logprobs = (context: readonly number[]): number[] => {
    const text = textOf(context);
    const logits = pieces.map((_, token) => noise(context, token) + (setting.bias?.(text, textOf([token])) ?? 0));
    const top = Math.max(...logits);
    const lse = top + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0));
    return logits.map((logit) => logit - lse);
  };
  const scoreToken = (context: readonly number[], token: number): ScoredToken => {
    if (context.length === 0) return { token, text: textOf([token]), logprob: null, statistics: null, top: null };
    const all = logprobs(context);
    const logprob = all[token] as number;
    const entropy = -all.reduce((sum, each) => (each === -Infinity ? sum : sum + Math.exp(each) * each), 0);
    const rank = all.filter((each) => each > logprob).length;
    return { token, text: textOf([token]), logprob, statistics: { entropy, variance: 1, rank }, top: null };
  };

  async function* sample(requests: readonly SampleRequest[], options?: CallOptions): AsyncIterable<SampleEvent> {
    calls.push({ kind: "sample", requests: requests.length });
    await setting.before?.("sample", options?.signal);
    for (const [request, asked] of requests.entries()) {
      for (let index = 0; index < (asked.n ?? 1); index++) yield* drawOne(asked, request, index);
    }
  }

  function* drawOne(asked: SampleRequest, request: number, index: number): Iterable<SampleEvent> {
    const random = createRandom(deriveSeed(asked.seed, index));
    const drawn: number[] = [];
    let reason: "length" | "stop" | "end-of-text" = "length";
    while (drawn.length < asked.maxTokens && reason === "length") {
      const context = [...asked.context, ...drawn];
      const token = draw(logprobs(context), random.uniform(), asked.temperature ?? 1);
      const scored = scoreToken(context, token) as SampledToken;
      yield { kind: "token", request, sample: index, token: { ...scored, sampledLogprob: scored.logprob } };
      if (token === EOS) reason = "end-of-text";
      else drawn.push(token);
      if (findStop(textOf(drawn), asked.stop) !== -1) reason = "stop";
    }
    const text = textOf(drawn);
    const stopAt = findStop(text, asked.stop);
    yield {
      kind: "end", request, sample: index,
      end: {
        reason, text: stopAt === -1 ? text : text.slice(0, stopAt), meanHidden: null, meanLayers: null, promptTokens: asked.context.length,
        cachedTokens: index === 0 ? 0 : asked.context.length, generatedTokens: drawn.length,
      },
    };
  }

  return {
    info, calls, sample,
    capabilities: () => Promise.reject(new PremiseError("predictor/unsupported", { model: "tiny", problem: "it is not probed" })),
    tokenize: async (prompts) => prompts.map((prompt) => toIds(prompt, merges)),
    detokenize: async (sequences) => sequences.map(textOf),
    score: async (requests, options) => {
      calls.push({ kind: "score", requests: requests.length });
      await setting.before?.("score", options?.signal);
      return requests.map((request) => scoreOne(request, scoreToken, info));
    },
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function scoreOne(request: ScoreRequest, scoreToken: (context: readonly number[], token: number) => ScoredToken, info: PredictorInfo): ScoreOutcome {
  const needed = request.context.length + request.continuation.length;
  if (needed > info.contextTokens) return { ok: false, error: new PremiseError("predictor/context-too-long", { needed, limit: info.contextTokens }) };
  const tokens = request.continuation.map((token, i) => scoreToken([...request.context, ...request.continuation.slice(0, i)], token));
  const logprob = tokens.reduce((sum, token) => sum + (token.logprob ?? 0), 0);
  return { ok: true, tokens, logprob, meanHidden: null, meanLayers: null, promptTokens: request.context.length, cachedTokens: 0 };
}

function toIds(prompt: Prompt, merges: readonly string[]): number[] {
  const parts = typeof prompt === "string" ? [{ text: prompt, control: false }] : prompt;
  return parts.flatMap((part) => (part.control ? controlIds(part.text, merges) : plainIds(part.text, merges)));
}

function controlIds(text: string, merges: readonly string[]): number[] {
  return text.split(/(<\/?s>)/).flatMap((part) => (part === "<s>" ? [BOS] : part === "</s>" ? [EOS] : plainIds(part, merges)));
}

function plainIds(text: string, merges: readonly string[]): number[] {
  if (text.includes("</s>")) throw new PremiseError("predictor/control-token", { token: EOS, text: "</s>" });
  const ids: number[] = [];
  for (let i = 0; i < text.length; ) {
    const merge = merges.findIndex((each) => text.startsWith(each, i));
    const piece = merge === -1 ? String.fromCodePoint(text.codePointAt(i) ?? 0) : (merges[merge] as string);
    if (merge === -1) ids.push(...Buffer.from(piece).map((byte) => byte + BYTES));
    else ids.push(BYTES + 256 + merge);
    i += piece.length;
  }
  return ids;
}

function draw(logprobs: readonly number[], uniform: number, temperature: number): number {
  if (temperature === 0) return logprobs.indexOf(Math.max(...logprobs));
  const weights = logprobs.map((each) => Math.exp(each / temperature));
  let left = uniform * weights.reduce((a, b) => a + b, 0);
  for (const [token, weight] of weights.entries()) if ((left -= weight) < 0) return token;
  return weights.length - 1;
}

function findStop(text: string, stops: readonly string[] | undefined): number {
  const found = (stops ?? []).map((stop) => text.indexOf(stop)).filter((at) => at !== -1);
  return found.length === 0 ? -1 : Math.min(...found);
}

/** A number from -1 to 1 that the last tokens and this one decide. */
function noise(context: readonly number[], token: number): number {
  let state = token + 1;
  for (const id of context.slice(-6)) state = Math.imul(state ^ (id + 7), 0x9e3779b1) >>> 0;
  state = Math.imul(state ^ (state >>> 15), 0x85ebca77) >>> 0;
  return ((state ^ (state >>> 13)) >>> 0) / 2147483648 - 1;
}
