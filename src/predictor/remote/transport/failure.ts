/** @module What can go wrong between us and a server, as errors of the table that never show the key. */
import { isPremiseError, PremiseError } from "../../../errors/premise-error.ts";

/** Who failed: the operator's name for the server, and what must not be told. */
export type Place = { readonly remote: string; readonly key: string | null };

const outages = new Set([500, 502, 503, 504]);
const passing = new Set([408, 425, 429, 502, 503, 504]);

/** An answer with a status of 300 or more. */
export function toStatusError({ remote, key }: Place, status: number, body: string, retryAfter: number | null): PremiseError {
  const problem = hideKey(readProblem(body), key);
  if (status === 401 || status === 403) return new PremiseError("remote/unauthorised", { remote, status });
  if (status === 429) return new PremiseError("remote/busy", { remote, problem, ...(retryAfter === null ? {} : { retryAfter }) });
  if (status < 400) return new PremiseError("remote/redirected", { remote, problem: `status ${status}` });
  return new PremiseError("remote/refused", { remote, status, problem, ...(retryAfter === null ? {} : { retryAfter }) });
}

/** A connection that failed. */
export function toNetworkError({ remote, key }: Place, cause: unknown): PremiseError {
  if (isPremiseError(cause)) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  return new PremiseError("remote/unreachable", { remote, problem: hideKey(message === "" ? (code ?? "it failed") : message, key) });
}

/** The server said something that it should not, in `path`. */
export function invalidAnswer({ remote, key }: Place, path: string, problem: string): PremiseError {
  return new PremiseError("remote/invalid-answer", { remote, path, problem: hideKey(problem, key).slice(0, 300) });
}

/** Whether the same question may succeed soon. */
export function isPassing(error: unknown): boolean {
  if (!isPremiseError(error)) return false;
  if (error.code === "remote/refused") return passing.has(Number(error.details["status"]));
  return error.code === "remote/busy" || error.code === "remote/unreachable";
}

/** Whether it tells that the server itself is in trouble, not only this question. */
export function isOutage(error: unknown): boolean {
  if (!isPremiseError(error)) return false;
  if (error.code === "remote/refused") return outages.has(Number(error.details["status"])) && error.details["status"] !== 500;
  return error.code === "remote/unreachable" || error.code === "remote/timeout";
}

/** Why the signal was aborted, as an error of the table: a caller's own reason is an interruption. */
export function abortReason(signal: AbortSignal): PremiseError {
  return isPremiseError(signal.reason) ? signal.reason : new PremiseError("interrupted");
}

export function hideKey(text: string, key: string | null): string {
  return key === null || key === "" ? text : text.replaceAll(key, "(key)");
}

/** The message of an OpenAI error, a FastAPI detail, or the beginning of the text. */
function readProblem(body: string): string {
  const found = messageOf(parse(body));
  return (found ?? body).trim().slice(0, 300) || "no reason given";
}

function messageOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return null;
  const { error, message, detail, msg } = value as Record<string, unknown>;
  const first: unknown = Array.isArray(detail) ? detail[0] : detail;
  return messageOf(error) ?? messageOf(message) ?? messageOf(msg) ?? messageOf(first);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
