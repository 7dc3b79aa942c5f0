/** @module Waits a moment for the first of a stream's events, so that what is refused at once has its own status instead of a 200. */
import { setTimeout as sleep } from "node:timers/promises";

/** Long enough for a refusal, short enough for the head of an answer. */
const graceSeconds = 0.25;

/** The same events. @throws what the first one throws, if that comes soon; later it is thrown where the events are read. */
export async function beginEvents<T>(events: AsyncGenerator<T>, seconds = graceSeconds): Promise<AsyncGenerator<T>> {
  const first = events.next();
  const over = new AbortController();
  first.catch(() => undefined);
  try {
    await Promise.race([first, sleep(seconds * 1000, undefined, { signal: over.signal })]);
  } finally {
    over.abort();
  }
  return resume(first, events);
}

async function* resume<T>(first: Promise<IteratorResult<T, unknown>>, events: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    const { done, value } = await first;
    if (done === true) return;
    yield value;
    yield* events;
  } finally {
    await events.return(undefined);
  }
}
