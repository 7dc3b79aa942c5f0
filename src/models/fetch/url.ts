/** @module Fetches a file over HTTP from where its part ends, giving up on a server that does not answer or stalls. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { PartFile } from "./part-file.ts";
import { failed, type FetchOutcome, type FetchTask, fetched } from "./source.ts";

export type UrlRequest = {
  readonly url: URL;
  /** Sent to this URL's own origin only. */
  readonly authorization: string | null;
};

type Answer = { readonly response: Response; readonly commit: string | null };
type Watch = { readonly signal: AbortSignal; readonly expect: (seconds: number) => void; readonly stop: () => void; readonly late: () => string | null };

const mostRedirects = 5;

/** Appends what the part lacks. @throws PremiseError `interrupted`, `model/no-space`. */
export async function fetchUrl(request: UrlRequest, part: PartFile, task: FetchTask): Promise<FetchOutcome> {
  const watch = startWatch(task);
  try {
    const answer = await ask(request, part.length(), task, watch.signal);
    if (typeof answer === "string") return failed(answer);
    const problem = refuse(answer.response, part.length(), task.entry.bytes);
    if (problem === null) return await receive(answer, part, task, watch);
    await answer.response.body?.cancel();
    return failed(problem);
  } catch (cause) {
    if (task.signal.aborted) throw new PremiseError("interrupted", {}, { cause });
    if (cause instanceof PremiseError) throw cause;
    return failed(watch.late() ?? describe(cause));
  } finally {
    watch.stop();
  }
}

/** An alarm that is set anew with every sign of life. */
function startWatch(task: FetchTask): Watch {
  const controller = new AbortController();
  let late: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  const expect = (seconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      late = seconds === task.tools.answerSeconds ? `did not answer within ${seconds} s` : `sent nothing for ${seconds} s`;
      controller.abort();
    }, seconds * 1000);
  };
  expect(task.tools.answerSeconds);
  return { signal: AbortSignal.any([task.signal, controller.signal]), expect, stop: () => clearTimeout(timer), late: () => late };
}

/** Follows redirects by hand: the first answer names the commit and the hash, and a token must not follow to another host. */
async function ask(request: UrlRequest, from: number, task: FetchTask, signal: AbortSignal): Promise<Answer | string> {
  let url = request.url;
  let commit: string | null = null;
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const headers = new Headers({ "accept-encoding": "identity", "user-agent": "premisekit" });
    if (from > 0) headers.set("range", `bytes=${from}-`);
    if (request.authorization !== null && url.origin === request.url.origin) headers.set("authorization", request.authorization);
    const response = await task.tools.fetch(url, { headers, redirect: "manual", signal });
    commit ??= response.headers.get("x-repo-commit");
    const other = otherHash(response, task.entry.sha256);
    const target = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
    if (other === null && target === null) return { response, commit };
    await response.body?.cancel();
    if (other !== null) return `holds another file (sha256 ${other.slice(0, 12)}…)`;
    url = new URL(target ?? "", url);
    if (url.protocol !== "https:" && url.protocol !== request.url.protocol) return "redirects to an unsafe address";
  }
  return "redirects in a circle";
}

/** The hub names the file's sha256 before it sends it. */
function otherHash(response: Response, expected: string): string | null {
  const tag = (response.headers.get("x-linked-etag") ?? "").replace(/^W\//, "").replaceAll('"', "");
  return /^[0-9a-f]{64}$/.test(tag) && tag !== expected ? tag : null;
}

/** Why this response can't be used, or null. */
function refuse(response: Response, from: number, bytes: number): string | null {
  const { status } = response;
  if (status === 401 || status === 403) return `answered ${status} (it may need HF_TOKEN)`;
  if (status !== 200 && status !== 206) return `answered ${status}`;
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get("content-range") ?? "");
  if (status === 206 && Number(range?.[1]) !== from) return "answered with another range than asked for";
  const total = status === 206 ? range?.[2] : (response.headers.get("content-length") ?? undefined);
  if (total === undefined || total === "*" || Number(total) === bytes) return null;
  return `holds another file (${total} bytes instead of ${bytes})`;
}

/** A server that ignores the range sends the file anew: what the part has already is passed over. */
async function receive({ response, commit }: Answer, part: PartFile, task: FetchTask, watch: Watch): Promise<FetchOutcome> {
  if (response.body === null) return failed("sent nothing");
  const { bytes } = task.entry;
  let at = response.status === 200 ? 0 : part.length();
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    watch.expect(task.tools.stallSeconds);
    const fresh = chunk.subarray(Math.min(chunk.length, part.length() - at));
    at += chunk.length;
    if (at > bytes) return failed(`holds another file (more than ${bytes} bytes)`);
    if (fresh.length > 0) await part.append(fresh);
    task.onLength(part.length());
  }
  return at === bytes ? fetched(commit) : failed(`ended after ${at} of ${bytes} bytes`);
}

/** The innermost reason, without addresses: they may hold secrets. */
function describe(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const code = (inner as NodeJS.ErrnoException).code;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "its host name is not known";
  if (code === "ECONNREFUSED") return "refused the connection";
  if (code === "ECONNRESET" || code === "UND_ERR_SOCKET") return "broke the connection off";
  return code ?? (inner instanceof Error ? inner.message : "failed");
}
