/** @module One exchange over HTTP with kept-alive sockets of its own: timeouts, a bounded body, no redirect followed to elsewhere. */
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { PremiseError } from "../../../errors/premise-error.ts";
import type { Limits } from "../options.ts";
import { abortReason, invalidAnswer, type Place, toNetworkError } from "./failure.ts";

export type Question = { readonly method: "GET" | "POST"; readonly path: string; readonly body?: unknown };

/** An answer whose head has come. Whoever has it reads or destroys it. */
export type Answer = { readonly status: number; readonly headers: IncomingMessage["headers"]; readonly message: IncomingMessage };

export class Connection {
  readonly place: Place;
  readonly #base: URL;
  readonly #limits: Limits;
  readonly #agent: HttpAgent;

  constructor(place: Place, base: URL, limits: Limits) {
    this.place = place;
    this.#base = base;
    this.#limits = limits;
    const setting = { keepAlive: true, maxSockets: 2 * limits.concurrency, noDelay: true };
    this.#agent = base.protocol === "https:" ? new HttpsAgent(setting) : new HttpAgent(setting);
  }

  /**
   * Sends one question. `signal` ends it, its answer included.
   * @throws PremiseError `remote/unreachable`, `remote/timeout`, `remote/redirected`, or what `signal` was aborted with.
   */
  async send(question: Question, signal: AbortSignal): Promise<Answer> {
    const target = new URL(this.#base.href.replace(/\/$/, "") + question.path);
    const first = await this.#sendTo(target, question, signal);
    if (first.status < 300 || first.status >= 400) return first;
    first.message.destroy();
    const next = this.#redirectionOf(first, target);
    const second = await this.#sendTo(next, question, signal);
    if (second.status < 300 || second.status >= 400) return second;
    second.message.destroy();
    throw new PremiseError("remote/redirected", { remote: this.place.remote, problem: "more than once" });
  }

  /** Closes every socket. */
  close(): void {
    this.#agent.destroy();
  }

  /** Where a redirection leads; only to the same server, and only where the question stays the same. */
  #redirectionOf({ status, headers }: Answer, from: URL): URL {
    const location = headers.location ?? "";
    const target = URL.canParse(location, from.href) ? new URL(location, from) : null;
    if (target === null || target.origin !== from.origin) throw new PremiseError("remote/redirected", { remote: this.place.remote, problem: `to ${target?.origin ?? "nowhere"}` });
    if (status !== 307 && status !== 308) throw new PremiseError("remote/redirected", { remote: this.place.remote, problem: `with status ${status}` });
    return target;
  }

  async #sendTo(target: URL, { method, body }: Question, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) throw abortReason(signal);
    const payload = body === undefined ? null : Buffer.from(JSON.stringify(body));
    const setting = { method, agent: this.#agent, signal, headers: this.#headers(payload) };
    const request = target.protocol === "https:" ? httpsRequest(target, setting) : httpRequest(target, setting);
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    request.on("response", resolve).on("error", reject);
    const settle = this.#limitConnecting(request);
    request.end(payload ?? undefined);
    try {
      const message = await promise;
      message.on("error", () => undefined);
      return { status: message.statusCode ?? 0, headers: message.headers, message };
    } catch (error) {
      throw signal.aborted ? abortReason(signal) : toNetworkError(this.place, error);
    } finally {
      settle();
    }
  }

  #headers(payload: Buffer | null): Record<string, string | number> {
    return {
      accept: "application/json, text/event-stream",
      ...(payload === null ? {} : { "content-type": "application/json", "content-length": payload.length }),
      ...(this.place.key === null ? {} : { authorization: `Bearer ${this.place.key}` }),
    };
  }

  #limitConnecting(request: ClientRequest): () => void {
    const { connectSeconds } = this.#limits;
    const late = (): void => void request.destroy(new PremiseError("remote/timeout", { remote: this.place.remote, problem: `no connection within ${connectSeconds} s` }));
    const timer = setTimeout(late, connectSeconds * 1000);
    request.on("socket", (socket) => {
      if (!socket.connecting) clearTimeout(timer);
      else socket.once("encrypted" in socket ? "secureConnect" : "connect", () => clearTimeout(timer));
    });
    return () => clearTimeout(timer);
  }
}

/** The body as text. @throws PremiseError `remote/invalid-answer` beyond `limit` bytes. */
export async function readText({ message }: Answer, limit: number, place: Place, path: string): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > limit) {
      message.destroy();
      throw invalidAnswer(place, path, `it is longer than ${limit} bytes`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
