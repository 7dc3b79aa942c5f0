/** @module One request as a client sees it: what it got, token by token, and how that ended. */
import { type Agent, type ClientRequest, type IncomingMessage, request } from "node:http";

export type Asked = {
  /** As it is sent; the server adds to it. */
  readonly id: string;
  readonly path: "/v1/completions" | "/v1/chat/completions";
  readonly body: Readonly<Record<string, unknown>>;
  readonly key?: string;
};

/** The client goes when it has more than so many tokens, or after so many milliseconds. */
export type Drop = { readonly tokens: number } | { readonly milliseconds: number };

export type Received = {
  readonly id: string;
  requestId: string | null;
  status: number | null;
  tokens: number;
  promptTokens: number | null;
  /** What the server said that was generated. */
  told: number | null;
  sawDone: boolean;
  /** The whole HTTP message came. */
  isWhole: boolean;
  /** The client went. */
  isDropped: boolean;
  /** An error of the API, its code or text. */
  error: string | null;
  /** Why the connection broke, where the client did not go. */
  broken: string | null;
  /** Until nothing more came. */
  seconds: number;
};

type Choice = { readonly token_ids?: readonly number[]; readonly logprobs?: { readonly content?: readonly unknown[] } | null; readonly finish_reason?: string | null };
type Chunk = { readonly choices?: readonly Choice[]; readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null; readonly error?: { readonly code: string } };

/** Longer than any answer takes; a hang ends here, and is told as `broken`. */
const patienceMilliseconds = 300_000;

/** Resolves when nothing more will come, however that is. */
export function ask(url: string, { id, path, body, key }: Asked, { agent, drop }: { readonly agent: Agent; readonly drop?: Drop | undefined }): Promise<Received> {
  const received: Received = { id, requestId: null, status: null, tokens: 0, promptTokens: null, told: null, sawDone: false, isWhole: false, isDropped: false, error: null, broken: null, seconds: 0 };
  const start = performance.now();
  const { promise, resolve } = Promise.withResolvers<void>();
  const headers = { "content-type": "application/json", "x-request-id": id, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
  const sent = request(`${url}${path}`, { method: "POST", agent, headers });
  const leave = (): void => {
    received.isDropped = true;
    sent.destroy();
  };
  const timers = [setTimeout(() => sent.destroy(new Error("it hangs")), patienceMilliseconds), ...(drop !== undefined && "milliseconds" in drop ? [setTimeout(leave, drop.milliseconds)] : [])];
  const look = (): void => {
    if (drop !== undefined && "tokens" in drop && received.tokens > drop.tokens && !received.sawDone) leave();
  };
  let last: ClientRequest | IncomingMessage = sent;
  sent.on("error", (error) => (received.broken ??= received.isDropped ? null : error.message));
  sent.on("response", (answer) => {
    last = answer;
    take(answer, received, path, look);
  });
  // What came last may still be read.
  sent.on("close", () => (last.closed ? resolve() : last.once("close", resolve)));
  sent.end(JSON.stringify(body));
  return promise.then(() => {
    for (const timer of timers) clearTimeout(timer);
    received.seconds = (performance.now() - start) / 1000;
    return received;
  });
}

function take(answer: IncomingMessage, received: Received, path: Asked["path"], look: () => void): void {
  received.status = answer.statusCode ?? null;
  received.requestId = [answer.headers["x-request-id"]].flat()[0] ?? null;
  const isStream = answer.headers["content-type"]?.startsWith("text/event-stream") === true;
  let rest = "";
  answer.setEncoding("utf8");
  answer.on("data", (piece: string) => {
    rest += piece;
    if (!isStream) return;
    const events = rest.split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) takeEvent(event, received, path);
    look();
  });
  answer.on("error", (error) => (received.broken ??= received.isDropped ? null : error.message));
  answer.on("end", () => {
    received.isWhole = answer.complete;
    if (!isStream && answer.complete) count(JSON.parse(rest) as Chunk, received, path);
  });
}

function takeEvent(event: string, received: Received, path: Asked["path"]): void {
  const data = event.slice(event.indexOf("data: ") + 6);
  if (data === "[DONE]") received.sawDone = true;
  else count(JSON.parse(data) as Chunk, received, path);
}

/** A chat's log-probabilities leave out the token that ended it, since that is no text. */
function count({ choices = [], usage, error }: Chunk, received: Received, path: Asked["path"]): void {
  received.error ??= error?.code ?? null;
  for (const { token_ids: ids, logprobs, finish_reason: reason } of choices) {
    received.tokens += path === "/v1/completions" ? (ids?.length ?? 0) : (logprobs?.content?.length ?? 0) + (reason === "stop" ? 1 : 0);
  }
  received.promptTokens = usage?.prompt_tokens ?? received.promptTokens;
  received.told = usage?.completion_tokens ?? received.told;
}

/** How it is named in a list of problems. */
export function nameOf({ id, requestId }: Pick<Received, "id" | "requestId">): string {
  return requestId ?? id;
}

