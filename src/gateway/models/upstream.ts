/** @module One server that the operator named, asked with kept-alive connections; what it answers is passed on as it is. */
import { Pool } from "undici";
import { isPremiseError, PremiseError } from "../../errors/premise-error.ts";
import { exchange, type UpstreamAnswer } from "./exchange.ts";

/** What a million tokens cost. */
export type Price = { readonly promptPerMillion: number; readonly generatedPerMillion: number; readonly currency: string };

export type UpstreamSetting = {
  /** The operator's name for the server. */
  readonly name: string;
  /** With or without `/v1` at its end. */
  readonly url: string;
  /** The model as the server calls it. */
  readonly model: string;
  readonly key: string | null;
  readonly price: Price | null;
  /** null: the server's own limit, which it keeps itself. */
  readonly contextTokens: number | null;
  readonly connectSeconds: number;
  /** Until an answer begins, and between two pieces of it. */
  readonly answerSeconds: number;
};

export type Upstream = AsyncDisposable & {
  readonly setting: UpstreamSetting;
  /** @throws PremiseError `remote/unreachable`, `remote/timeout`, `interrupted`. */
  readonly post: (path: string, body: string, signal: AbortSignal) => Promise<UpstreamAnswer>;
};

/** Answers up to this length are passed on in one piece. */
const wholeBytes = 1024 * 1024;

export function createUpstream(setting: UpstreamSetting): Upstream {
  const base = new URL(setting.url);
  const prefix = base.pathname.replace(/\/+(v1\/*)?$/, "");
  const timeout = setting.answerSeconds * 1000;
  const pool = new Pool(base.origin, { connections: 256, pipelining: 1, headersTimeout: timeout, bodyTimeout: timeout, connect: { timeout: setting.connectSeconds * 1000 }, keepAliveTimeout: 4000 });
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream", ...(setting.key === null ? {} : { authorization: `Bearer ${setting.key}` }) };
  return {
    setting,
    async post(path, text, signal) {
      const body = Buffer.from(text);
      try {
        return await exchange(pool, { path: `${prefix}${path}`, headers: { ...headers, "content-length": String(body.length) }, body, signal, wholeBytes });
      } catch (error) {
        throw toFailure(error, setting.name, signal);
      }
    },
    [Symbol.asyncDispose]: async () => await pool.destroy(),
  };
}

/** What a failed exchange is told as; addresses and keys stay out of it. */
export function toFailure(error: unknown, remote: string, signal: AbortSignal): PremiseError {
  if (isPremiseError(error)) return error;
  if (signal.aborted) return new PremiseError("interrupted", {}, { cause: error });
  const { code = "unknown" } = error as { readonly code?: string };
  if (/TIMEOUT/.test(code)) return new PremiseError("remote/timeout", { remote, problem: code === "UND_ERR_CONNECT_TIMEOUT" ? "no connection" : "no answer" }, { cause: error });
  return new PremiseError("remote/unreachable", { remote, problem: code }, { cause: error });
}
