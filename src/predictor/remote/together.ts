/** @module Runs several streams at once and gives what they bring as it comes. */

export type Stream<T> = (emit: (event: T) => void, signal: AbortSignal) => Promise<void>;

/**
 * Everything that the streams emit, each stream's events in its own order. Leaving early, or the failure of one, ends the others and waits for them.
 * @throws what the first stream that fails throws.
 */
export async function* runTogether<T>(streams: readonly Stream<T>[], concurrency: number, signal?: AbortSignal): AsyncGenerator<T> {
  const own = new AbortController();
  const both = signal === undefined ? own.signal : AbortSignal.any([signal, own.signal]);
  const waiting: T[] = [];
  let wake = Promise.withResolvers<void>();
  let finished = false;
  const emit = (event: T): void => {
    waiting.push(event);
    wake.resolve();
  };
  const queue = streams.values();
  const work = async (): Promise<void> => {
    for (const stream of queue) await stream(emit, both);
  };
  const workers = Array.from({ length: Math.min(concurrency, streams.length) }, work);
  const end = (): void => {
    finished = true;
    wake.resolve();
  };
  const all = Promise.all(workers).finally(end);
  // The generator rethrows it below; without this the rejection would be reported as unhandled first.
  all.catch(() => undefined);
  try {
    while (!finished || waiting.length > 0) {
      if (waiting.length === 0) await wake.promise;
      wake = Promise.withResolvers();
      yield* waiting.splice(0);
    }
    await all;
  } finally {
    own.abort();
    await Promise.allSettled(workers);
  }
}
