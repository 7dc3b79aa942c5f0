/** @module The one place where an answer becomes a response: whatever route it comes from, the disclosure is before any text of a model. */
import { disclosureHeader, renderDisclosureHeader } from "../../disclose/header.ts";
import { PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import { toJson } from "../../random/json.ts";
import type { Answer, Author, Body, EventFrame } from "../http/answer.ts";
import { toErrorBody } from "../http/failure.ts";

export type Delivery = {
  readonly requestId: string;
  readonly date: Date;
  /** Called before each piece of a stream is handed on, when what it carries is counted. */
  readonly before: () => void;
  /** Called once: with null when all was handed on, `gone` when the client left, or the error that ended it. */
  readonly ended: (why: PremiseError | "gone" | null) => void;
  /** Ends a stream from outside: the key was revoked, the server stops, the client has gone. */
  readonly signal: AbortSignal | null;
  /** A client that takes nothing for so long is taken for gone. */
  readonly stallSeconds: number;
  /** Ends the connection, where there is one. */
  readonly hangUp: (() => void) | null;
  /** What a failure inside a stream is to be told as. */
  readonly explain: (error: PremiseError) => PremiseError;
};

const common = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
} as const;

export type Respond = (answer: Answer, delivery: Delivery) => Response;

/** Makes responses; a header that was written in the same second for the same model is used again. */
export function createRespond(): Respond {
  let last = { key: "", value: "" };
  return (answer, delivery) => respond(answer, delivery, (author, date) => {
    const key = `${Math.floor(date.getTime() / 1000)} ${author.provider} ${author.model}`;
    if (last.key !== key) last = { key, value: renderDisclosureHeader({ ...author, date }) };
    return last.value;
  });
}

function respond(answer: Answer, delivery: Delivery, disclose: (author: Author, date: Date) => string): Response {
  const { status, author, body } = answer;
  const headers: Record<string, string> = {
    ...common,
    "x-request-id": delivery.requestId,
    "content-type": typeOf(body),
    ...(author === null ? {} : { [disclosureHeader]: disclose(author, delivery.date) }),
    ...answer.headers,
  };
  const content = toContent(answer);
  if (!isStream(content)) {
    delivery.ended(null);
    return new Response(content as string | Uint8Array<ArrayBuffer>, { status, headers });
  }
  return new Response(toReadable(content, errorPrefixOf(body), delivery), { status, headers });
}

type Content = string | Uint8Array | AsyncIterable<string | Uint8Array>;

function isStream(content: Content): content is AsyncIterable<string | Uint8Array> {
  return typeof content === "object" && Symbol.asyncIterator in content;
}

function toContent({ body, disclosed }: Answer): Content {
  switch (body.kind) {
    case "json": return toJson(disclosed === undefined ? body.value : { ...body.value, premise: disclosed });
    case "text": return body.text;
    case "bytes": return body.bytes;
    case "chunks": return body.chunks;
    case "events": return writeEvents(body.events, disclosed);
  }
}

function typeOf(body: Body): string {
  if (body.kind === "json") return "application/json";
  return body.kind === "events" ? "text/event-stream; charset=utf-8" : body.type;
}

async function* writeEvents(events: AsyncIterable<EventFrame>, disclosed: object | undefined): AsyncGenerator<string> {
  let isFirst = disclosed !== undefined;
  for await (const { event, value } of events) {
    const shown = isFirst && value !== "[DONE]" ? { ...value, premise: disclosed } : value;
    isFirst = false;
    yield `${event === undefined ? "" : `event: ${event}\n`}data: ${shown === "[DONE]" ? shown : toJson(shown)}\n\n`;
  }
}

/** What stands before an error's data inside a stream of events; null where the stream is none. */
function errorPrefixOf(body: Body): string | null {
  if (body.kind === "events" && body.named === true) return "event: error\n";
  return typeOf(body).startsWith("text/event-stream") ? "" : null;
}

/** Nothing is made before it is wanted, so a slow client does not fill the memory. */
function toReadable(content: AsyncIterable<string | Uint8Array>, errorPrefix: string | null, delivery: Delivery): ReadableStream<Uint8Array> {
  const flow = new Flow(content[Symbol.asyncIterator](), errorPrefix, delivery);
  return new ReadableStream<Uint8Array>({ start: (controller) => flow.start(controller), pull: (controller) => flow.pull(controller), cancel: () => flow.leave() }, { highWaterMark: 0 });
}

class Flow {
  readonly #iterator: AsyncIterator<string | Uint8Array>;
  readonly #errorPrefix: string | null;
  readonly #delivery: Delivery;
  readonly #encoder = new TextEncoder();
  #stall: NodeJS.Timeout | null = null;
  #onAbort: (() => void) | null = null;
  #isOver = false;

  constructor(iterator: AsyncIterator<string | Uint8Array>, errorPrefix: string | null, delivery: Delivery) {
    this.#iterator = iterator;
    this.#errorPrefix = errorPrefix;
    this.#delivery = delivery;
  }

  /** Whoever ends it from outside does not wait for the client to take the next piece. */
  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { signal } = this.#delivery;
    this.#onAbort = () => this.#fail(controller, toPremiseError(signal?.reason));
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    this.#waitForClient(controller);
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    this.#stopWaiting();
    try {
      const next = await this.#iterator.next();
      if (this.#isOver) return;
      if (next.done === true) {
        this.#end(null);
        return controller.close();
      }
      this.#delivery.before();
      this.#waitForClient(controller);
      controller.enqueue(typeof next.value === "string" ? this.#encoder.encode(next.value) : next.value);
    } catch (thrown) {
      this.#fail(controller, toPremiseError(thrown));
    }
  }

  leave(): void {
    this.#end("gone");
  }

  /** From one piece until the next is asked for it is the client's turn; while a piece is made it is ours. */
  #waitForClient(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#stall = setTimeout(() => this.#drop(controller), this.#delivery.stallSeconds * 1000);
    this.#stall.unref();
  }

  #stopWaiting(): void {
    if (this.#stall !== null) clearTimeout(this.#stall);
    this.#stall = null;
  }

  #drop(controller: ReadableStreamDefaultController<Uint8Array>): void {
    if (this.#isOver) return;
    this.#end("gone");
    this.#breakOff(controller, new PremiseError("gateway/stopped", { problem: "nobody read it" }));
  }

  /** So that what came is not taken for the whole. */
  #breakOff(controller: ReadableStreamDefaultController<Uint8Array>, error: PremiseError): void {
    if (this.#delivery.hangUp === null) return controller.error(error);
    this.#delivery.hangUp();
    controller.close();
  }

  #fail(controller: ReadableStreamDefaultController<Uint8Array>, thrown: PremiseError): void {
    if (this.#isOver) return;
    const error = this.#delivery.explain(thrown);
    this.#end(error);
    if (this.#errorPrefix === null) return this.#breakOff(controller, error);
    controller.enqueue(this.#encoder.encode(`${this.#errorPrefix}data: ${JSON.stringify(toErrorBody(error))}\n\n`));
    controller.close();
  }

  #end(why: PremiseError | "gone" | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopWaiting();
    if (this.#onAbort !== null) this.#delivery.signal?.removeEventListener("abort", this.#onAbort);
    if (why !== null) void Promise.resolve(this.#iterator.return?.()).catch(() => undefined);
    this.#delivery.ended(why);
  }
}
