/** @module Runs several streams at once and gives what they bring as it comes. */
import { EventQueue } from "../event-queue.ts";

export type Stream<T> = (emit: (event: T) => void, signal: AbortSignal) => Promise<void>;

/**
 * Everything that the streams emit, each stream's events in its own order. Leaving early, or the failure of one, ends the others and waits for them.
 * @throws what the first stream that fails throws.
 */
export async function* runTogether<T>(streams: readonly Stream<T>[], concurrency: number, signal?: AbortSignal): AsyncGenerator<T> {
  const own = new AbortController();
  const both = signal === undefined ? own.signal : AbortSignal.any([signal, own.signal]);
  const events = new EventQueue<T>();
  const left = streams.values();
  const work = async (): Promise<void> => {
    for (const stream of left) await stream((event) => events.push([event]), both);
  };
  const workers = Array.from({ length: Math.min(concurrency, streams.length) }, work);
  const all = Promise.all(workers).finally(() => events.end());
  // The generator rethrows it below; without this the rejection would be reported as unhandled first.
  all.catch(() => undefined);
  try {
    for await (const portion of events.read()) yield* portion;
    await all;
  } finally {
    own.abort();
    await Promise.allSettled(workers);
  }
}
