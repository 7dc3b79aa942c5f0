/** @module A stream of the events of some work: what it pushes as it goes, then its result; whoever leaves stops it. */
import { EventQueue } from "../../predictor/event-queue.ts";
import type { EventFrame } from "./answer.ts";

/** What the work is given: where its events go, and a signal of its end. */
export type Streamed = { readonly push: (frame: EventFrame) => void; readonly signal: AbortSignal };

/** The work begins at once, before the first event is asked for. What it fails with is thrown behind everything that came before it. */
export function streamWork(signal: AbortSignal, begin: (streamed: Streamed) => Promise<object>): AsyncGenerator<EventFrame> {
  const queue = new EventQueue<EventFrame>();
  const stop = new AbortController();
  const push = (frame: EventFrame): void => queue.push([frame]);
  const settled = begin({ push, signal: AbortSignal.any([signal, stop.signal]) }).then((value) => push({ event: "result", value })).finally(() => queue.end());
  settled.catch(() => undefined);
  return readEvents(queue, settled, stop);
}

async function* readEvents(queue: EventQueue<EventFrame>, settled: Promise<void>, stop: AbortController): AsyncGenerator<EventFrame> {
  try {
    for await (const frames of queue.read()) yield* frames;
    await settled;
  } finally {
    stop.abort();
    await settled.catch(() => undefined);
  }
}
