/** @module What a remote predictor is opened with. */
import type { Clock } from "../../random/clock.ts";
import type { Random } from "../../random/seeded.ts";
import type { VerdictStore } from "./probe/verdict-store.ts";

/** `auto` tries both ways to ask for log-probabilities of a prompt; `chat` uses chat completions and never scores. */
export type RemoteDialect = "auto" | "echo" | "prompt-logprobs" | "chat";

export type Limits = {
  /** Until a connection stands. */
  readonly connectSeconds: number;
  /** Until an answer is there whole, or a stream has begun. */
  readonly answerSeconds: number;
  /** Between two pieces of a stream. */
  readonly idleSeconds: number;
  /** Of an answer, or of one event of a stream. */
  readonly bodyBytes: number;
  /** Questions under way at once, and as many streams. */
  readonly concurrency: number;
  /** Further attempts after the first. */
  readonly retries: number;
  /** The longest pause that a server may ask for before another attempt. */
  readonly longestPauseSeconds: number;
  /** Outages in a row after which nothing is asked for `breakSeconds`. */
  readonly breakAfter: number;
  readonly breakSeconds: number;
};

export const defaultLimits: Limits = {
  connectSeconds: 5,
  answerSeconds: 300,
  idleSeconds: 60,
  bodyBytes: 64 * 1024 * 1024,
  concurrency: 8,
  retries: 3,
  longestPauseSeconds: 30,
  breakAfter: 8,
  breakSeconds: 5,
};

/** What the operator knows and the server may not tell. */
export type ToldFacts = {
  readonly contextTokens?: number;
  readonly vocabularySize?: number;
  /** null: the model has none. */
  readonly bos?: number | null;
  readonly endOfText?: readonly number[];
  readonly kind?: "base" | "instruct";
};

export type RemoteOptions = {
  /** The operator's name for the server. */
  readonly name: string;
  /** The model, as the server calls it. */
  readonly model: string;
  /** With or without `/v1` at its end. */
  readonly url: string;
  /** Sent as a bearer token, told nowhere. */
  readonly key?: string | null;
  readonly dialect?: RemoteDialect;
  readonly told?: ToldFacts;
  readonly limits?: Partial<Limits>;
  readonly clock: Clock;
  /** Spreads the pauses between attempts. */
  readonly random: Random;
  /** Where verdicts are kept; null probes anew each time. */
  readonly verdicts: VerdictStore | null;
};
