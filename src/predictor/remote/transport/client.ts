/** @module Asks one server: JSON questions that are tried again, streams that are not once they gave something. */
import { BrokenCircuitError, circuitBreaker, type CircuitBreakerPolicy, ConsecutiveBreaker, handleWhen } from "cockatiel";
import pRetry from "p-retry";
import { setTimeout as sleep } from "node:timers/promises";
import { isPremiseError, PremiseError } from "../../../errors/premise-error.ts";
import type { Clock } from "../../../random/clock.ts";
import type { Random } from "../../../random/seeded.ts";
import type { Limits } from "../options.ts";
import { type Answer, Connection, type Question, readText } from "./connection.ts";
import { readEvents } from "./events.ts";
import { abortReason, invalidAnswer, isOutage, isPassing, type Place, toNetworkError, toStatusError } from "./failure.ts";
import { createLimiter, type Limiter } from "./limiter.ts";
import { parseLooseJson } from "./loose-json.ts";
import { choosePause, readRetryAfter } from "./retry-after.ts";

export type ClientSetting = { readonly place: Place; readonly base: URL; readonly limits: Limits; readonly clock: Clock; readonly random: Random };

export class Client {
  readonly place: Place;
  readonly #setting: ClientSetting;
  readonly #connection: Connection;
  #questions: Limiter;
  /** Apart from the questions, since what comes with a stream leads to questions about its tokens: they would wait for each other. */
  #streams: Limiter;
  readonly #breaker: CircuitBreakerPolicy;
  readonly #closed = new AbortController();

  constructor(setting: ClientSetting) {
    const { place, base, limits } = setting;
    this.place = place;
    this.#setting = setting;
    this.#connection = new Connection(place, base, limits);
    this.#questions = createLimiter(limits.concurrency);
    this.#streams = createLimiter(limits.concurrency);
    this.#breaker = circuitBreaker(handleWhen(isOutage), { halfOpenAfter: limits.breakSeconds * 1000, breaker: new ConsecutiveBreaker(limits.breakAfter) });
  }

  /**
   * The JSON that answers a question which may be asked twice.
   * @throws PremiseError `remote/...`, `interrupted`, `engine/closed`.
   */
  async ask(question: Question, signal?: AbortSignal): Promise<unknown> {
    const both = this.#signals(signal);
    return await this.#again(both, async () => {
      const leave = await this.#questions.enter(both);
      try {
        return await this.#breakable(() => this.#askOnce(question, both));
      } finally {
        leave();
      }
    });
  }

  /** Events of a stream, each parsed. Only its beginning is tried again. Leaving early ends the request. */
  async *stream(question: Question, signal?: AbortSignal): AsyncGenerator<unknown> {
    const own = new AbortController();
    const both = AbortSignal.any([this.#signals(signal), own.signal]);
    const leave = await this.#streams.enter(both);
    try {
      const answer = await this.#again(both, () => this.#breakable(() => this.#withDeadline(both, (limited) => this.#open(question, limited), own)));
      yield* readEvents(answer.message, { ...this.#setting.limits, place: this.place, path: question.path, signal: both });
    } catch (error) {
      throw both.aborted ? abortReason(both) : toNetworkError(this.place, error);
    } finally {
      own.abort(new PremiseError("interrupted"));
      leave();
    }
  }

  /** From now on one question or stream at a time, for a server that drops what it is doing when another request comes. */
  takeTurns(): void {
    this.#questions = createLimiter(1);
    this.#streams = this.#questions;
  }

  /** Ends what is under way and closes the sockets. */
  close(): void {
    this.#closed.abort(new PremiseError("engine/closed"));
    this.#connection.close();
  }

  #signals(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#closed.signal : AbortSignal.any([this.#closed.signal, signal]);
  }

  async #askOnce(question: Question, signal: AbortSignal): Promise<unknown> {
    return await this.#withDeadline(signal, async (limited) => {
      const answer = await this.#open(question, limited);
      const text = await readText(answer, this.#setting.limits.bodyBytes, this.place, question.path).catch((error: unknown) => {
        throw limited.aborted ? abortReason(limited) : toNetworkError(this.place, error);
      });
      try {
        return parseLooseJson(text);
      } catch {
        throw invalidAnswer(this.place, question.path, `no JSON, but ${JSON.stringify(text.slice(0, 60))}`);
      }
    });
  }

  /** The answer, when its status says that it is one. */
  async #open(question: Question, signal: AbortSignal): Promise<Answer> {
    const answer = await this.#connection.send(question, signal);
    if (answer.status < 300) return answer;
    const body = await readText(answer, 1024 * 1024, this.place, question.path).catch(() => "");
    throw toStatusError(this.place, answer.status, body, readRetryAfter(answer.headers["retry-after"], this.#setting.clock.now()));
  }

  /** `kept`: what ends the work after it has given its result, as a stream goes on. */
  async #withDeadline<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>, kept?: AbortController): Promise<T> {
    const { answerSeconds } = this.#setting.limits;
    const late = kept ?? new AbortController();
    const timer = setTimeout(() => late.abort(new PremiseError("remote/timeout", { remote: this.place.remote, problem: `no answer within ${answerSeconds} s` })), answerSeconds * 1000);
    const limited = AbortSignal.any([signal, late.signal]);
    try {
      return await work(limited);
    } finally {
      clearTimeout(timer);
    }
  }

  async #breakable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#breaker.execute(work);
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      const { breakAfter, breakSeconds } = this.#setting.limits;
      throw new PremiseError("remote/resting", { remote: this.place.remote, times: breakAfter, seconds: breakSeconds });
    }
  }

  async #again<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { limits, random } = this.#setting;
    try {
      return await pRetry(work, {
        retries: limits.retries,
        minTimeout: 0,
        signal,
        shouldRetry: ({ error }) => !signal.aborted && isPassing(error) && askedPause(error) <= limits.longestPauseSeconds,
        onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
          if (retriesLeft === 0 || !isPassing(error) || askedPause(error) > limits.longestPauseSeconds) return;
          await sleep(1000 * Math.max(askedPause(error), choosePause(attemptNumber, random)), undefined, { signal });
        },
      });
    } catch (error) {
      throw signal.aborted ? abortReason(signal) : error;
    }
  }
}

/** Seconds that the server asked to wait; 0 when it did not. */
function askedPause(error: unknown): number {
  return isPremiseError(error) ? Number(error.details["retryAfter"] ?? 0) : 0;
}
