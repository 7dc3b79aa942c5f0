/** @module Reads what llama.cpp's tools write to their logs: buffer sizes and times. */

export type LogSizes = {
  /** MiB by buffer name, as `CPU_Mapped` or `CPU_REPACK`. */
  readonly model: Readonly<Record<string, number>>;
  /** MiB of all caches together. */
  readonly cache: number;
};

/** Sizes of the model's buffers and of the cache. A cache for windowed layers has lines of its own, which are added. */
export function parseSizes(log: string): LogSizes {
  const model: Record<string, number> = {};
  for (const [, name = "", size] of log.matchAll(/(\S+)\s+model buffer size\s*=\s*([\d.]+) MiB/g)) model[name] = (model[name] ?? 0) + Number(size);
  const cache = [...log.matchAll(/KV buffer size\s*=\s*([\d.]+) MiB/g)].reduce((sum, [, size]) => sum + Number(size), 0);
  return { model, cache };
}

/** Seconds of all that `llama-perplexity` did after loading, from the summary that it ends with; null when it is not there. */
export function parseTotalSeconds(log: string): number | null {
  const total = /total time\s*=\s*([\d.]+) ms/.exec(log);
  return total === null ? null : Number(total[1]) / 1000;
}

/** How many chunks the run of `llama-perplexity` had; 0 when it names none. */
export function parseChunks(log: string): number {
  return Number(/over (\d+) chunks/.exec(log)?.[1] ?? 0);
}
