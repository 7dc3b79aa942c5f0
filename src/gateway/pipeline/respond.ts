/** @module The one place where an answer becomes a response: whatever route it comes from, the disclosure is before any text of a model. */
import { disclosureHeader, renderDisclosureHeader } from "../../disclose/header.ts";
import { type PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import { toJson } from "../../random/json.ts";
import type { Answer, Body, EventFrame } from "../http/answer.ts";
import { toErrorBody } from "../http/failure.ts";

export type Delivery = {
  readonly requestId: string;
  readonly date: Date;
  /** Called before each piece of a stream is handed on, when what it carries is counted. */
  readonly before: () => void;
  /** Called once: with null when all was handed on, `gone` when the client left, or the error that ended it. */
  readonly ended: (why: PremiseError | "gone" | null) => void;
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

export function respond(answer: Answer, delivery: Delivery): Response {
  const { status, author, body } = answer;
  const headers: Record<string, string> = {
    ...common,
    "x-request-id": delivery.requestId,
    "content-type": typeOf(body),
    ...(author === null ? {} : { [disclosureHeader]: renderDisclosureHeader({ ...author, date: delivery.date }) }),
    ...answer.headers,
  };
  const content = toContent(answer);
  if (!isStream(content)) {
    delivery.ended(null);
    return new Response(content as string | Uint8Array<ArrayBuffer>, { status, headers });
  }
  return new Response(toReadable(content, body.kind === "events" || typeOf(body).startsWith("text/event-stream"), delivery), { status, headers });
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

/** Nothing is made before it is wanted, so a slow client does not fill the memory. */
function toReadable(content: AsyncIterable<string | Uint8Array>, isEvents: boolean, delivery: Delivery): ReadableStream<Uint8Array> {
  const iterator = content[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let isOver = false;
  const end = (why: PremiseError | "gone" | null): void => {
    const wasOver = isOver;
    isOver = true;
    if (!wasOver) delivery.ended(why);
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = await iterator.next();
        if (isOver) return;
        if (next.done === true) {
          end(null);
          return controller.close();
        }
        delivery.before();
        controller.enqueue(typeof next.value === "string" ? encoder.encode(next.value) : next.value);
      } catch (thrown) {
        if (isOver) return controller.error(thrown);
        const error = delivery.explain(toPremiseError(thrown));
        end(error);
        if (!isEvents) return controller.error(error);
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(toErrorBody(error))}\n\n`));
        controller.close();
      }
    },
    cancel() {
      end("gone");
      void Promise.resolve(iterator.return?.()).catch(() => undefined);
    },
  }, { highWaterMark: 0 });
}
