/** @module The interface of everything that predicts text: probabilities of given tokens, and samples. Implementations: `llama/`, `remote/`, `world/`. */
import type { PremiseError } from "../errors/premise-error.ts";
import type { Capabilities } from "./capabilities.ts";

/**
 * Text to tokenise. Parts with `control: true` may contain control tokens (chat templates); all other text never does.
 * Adjacent parts of one kind are joined before they are tokenised.
 */
export type Prompt = string | readonly PromptPart[];
export type PromptPart = { readonly text: string; readonly control: boolean };

export type BosPolicy = {
  /** The token that begins a document, or null when the model has none. */
  readonly token: number | null;
  /** Whether the model expects it before every document. */
  readonly byDefault: boolean;
};

/** What exactly predicts: two equal fingerprints give the same probabilities up to the determinism figure. */
export type Fingerprint = { readonly weights: string; readonly engine: string; readonly quantization: string };

export type PredictorInfo = {
  readonly model: string;
  readonly kind: "base" | "instruct";
  readonly contextTokens: number;
  readonly vocabularySize: number;
  readonly hiddenSize: number | null;
  /** How many layers' states can be asked for; null when none can. */
  readonly layerCount: number | null;
  readonly bos: BosPolicy;
  /** Tokens after which a text is over. */
  readonly endOfText: readonly number[];
  /** The model's own chat template (Jinja), or null. */
  readonly chatTemplate: string | null;
  readonly fingerprint: Fingerprint;
};

/** Statistics to compute in the same pass as the log-probabilities. */
export type Wanted = {
  /** Entropy, variance of log p, and rank for every token. */
  readonly statistics?: boolean;
  /** How many of the likeliest tokens to name at every position. */
  readonly top?: number;
  /** Mean of the last hidden state over the positions that predicted the tokens. */
  readonly hidden?: boolean;
  /** Mean state after each of these layers (1 to `layerCount`) over the same positions. Costs much more than `hidden`. */
  readonly layers?: readonly number[];
};

/** A hint: a later request will begin with this one's text, so what it left in a cache is worth keeping. Results don't depend on it. */
type GoesOn = { readonly goesOn?: boolean };

/** Asks for log P(continuation | context). Token ids, the document's BOS included where it is wanted: nothing is added. */
export type ScoreRequest = GoesOn & { readonly context: readonly number[]; readonly continuation: readonly number[]; readonly want?: Wanted };

export type RankedToken = { readonly token: number; readonly logprob: number };

export type TokenStatistics = {
  /** Entropy of the model's distribution here, in nats. */
  readonly entropy: number;
  /** Variance of log p under the model's own distribution, in nats squared. */
  readonly variance: number;
  /** How many tokens were strictly likelier (0: this was the likeliest). */
  readonly rank: number;
};

/** One token; all statistics are those of the untempered distribution. */
export type ScoredToken = {
  readonly token: number;
  readonly text: string;
  /** Nats; null for a first token with nothing before it. */
  readonly logprob: number | null;
  readonly statistics: TokenStatistics | null;
  readonly top: readonly RankedToken[] | null;
};

export type Scored = {
  readonly ok: true;
  readonly tokens: readonly ScoredToken[];
  /** Sum over the tokens that have one, in nats. */
  readonly logprob: number;
  /** Length `hiddenSize`; null unless asked for. */
  readonly meanHidden: Float32Array | null;
  /** One a layer, in the order of `want.layers`, length `hiddenSize` each; null unless asked for. */
  readonly meanLayers: readonly Float32Array[] | null;
  /** Context tokens, and how many of them were found evaluated. */
  readonly promptTokens: number;
  readonly cachedTokens: number;
};

/** A request that could not be scored, beside others that could. */
export type Refused = { readonly ok: false; readonly error: PremiseError };
export type ScoreOutcome = Scored | Refused;

export type Sampling = {
  /** Divides the logits; 0 takes the likeliest token. Default 1. */
  readonly temperature?: number;
  /** Keep the smallest set of likeliest tokens whose probability reaches this. Default 1. */
  readonly topP?: number;
  /** Keep this many likeliest tokens; 0 keeps all. Default 0. */
  readonly topK?: number;
  /** Drop tokens less likely than this times the likeliest. Default 0. */
  readonly minP?: number;
};

export type SampleRequest = Sampling & GoesOn & {
  readonly context: readonly number[];
  readonly maxTokens: number;
  /** Whole number from 0 to 2^32 - 1. Sample i of n draws from the stream `deriveSeed(seed, i)`. */
  readonly seed: number;
  /** How many independent samples; default 1. */
  readonly n?: number;
  /** A sample ends before the first of these texts; the tokens drawn for it are still reported. */
  readonly stop?: readonly string[];
  readonly want?: Wanted;
};

export type SampledToken = ScoredToken & {
  readonly logprob: number;
  /** Log-probability in nats under the distribution that was drawn from. */
  readonly sampledLogprob: number;
};

export type SampleEnd = {
  /** `stop`: a stop text; `end-of-text`: the model's own end; `length`: maxTokens. */
  readonly reason: "stop" | "end-of-text" | "length";
  /** The text without the stop text. */
  readonly text: string;
  readonly meanHidden: Float32Array | null;
  /** One a layer, in the order of `want.layers`, length `hiddenSize` each; null unless asked for. */
  readonly meanLayers: readonly Float32Array[] | null;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly generatedTokens: number;
};

/** `request` and `sample` tell which request, and which of its n samples. */
export type SampleEvent =
  | { readonly kind: "token"; readonly request: number; readonly sample: number; readonly token: SampledToken }
  | { readonly kind: "end"; readonly request: number; readonly sample: number; readonly end: SampleEnd }
  | { readonly kind: "refused"; readonly request: number; readonly error: PremiseError };

export type CallOptions = {
  readonly signal?: AbortSignal;
  /** Called as requests finish, with how many of them are done. */
  readonly onProgress?: (done: number, total: number) => void;
};

export interface Predictor extends AsyncDisposable {
  readonly info: PredictorInfo;
  /** Measured by probing, not declared. */
  capabilities(): Promise<Capabilities>;
  /** Token ids of each prompt; BOS is never added. @throws PremiseError `predictor/control-token` when plain text became one. */
  tokenize(prompts: readonly Prompt[]): Promise<number[][]>;
  /** Text of each sequence; bytes that are no UTF-8 become U+FFFD. Control tokens show as their names. */
  detokenize(sequences: readonly (readonly number[])[]): Promise<string[]>;
  /** One outcome a request, in order. Rejects only when nothing could be done (closed, aborted). */
  score(requests: readonly ScoreRequest[], options?: CallOptions): Promise<ScoreOutcome[]>;
  /** Tokens as they are drawn; every sample ends with `end`, every refused request with `refused`. */
  sample(requests: readonly SampleRequest[], options?: CallOptions): AsyncIterable<SampleEvent>;
  close(): Promise<void>;
}
