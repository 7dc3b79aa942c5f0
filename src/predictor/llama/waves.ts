/** @module Which requests are scored together: what one wave brings must fit the cache beside what is kept of it. */
import type { ScoreRequest } from "../predictor.ts";
import type { Evaluator } from "./evaluator.ts";
import { commonPrefix } from "./token-tree.ts";

export type WaveParts = {
  readonly evaluator: Pick<Evaluator, "cachedLength" | "maxSequences">;
  readonly contextTokens: number;
  /** How many new tokens one wave may bring. */
  readonly waveTokens: number;
};

/** A request ready to be evaluated: the last token of the continuation is predicted, never evaluated. */
export type Job = { readonly index: number; readonly request: ScoreRequest; readonly evaluated: readonly number[]; readonly firstOutput: number };

/** Of sorted jobs, as many at once as there are sequences, as much work as one wave may bring, and room in the cache beside what is kept of it. */
export function* cutWaves(parts: WaveParts, jobs: readonly Job[]): Generator<Job[]> {
  const { maxSequences } = parts.evaluator;
  let wave = new WaveSize(parts);
  let members: Job[] = [];
  for (const job of jobs) {
    if (members.length > 0 && (members.length >= maxSequences || !wave.hasRoomFor(job))) {
      yield members;
      // What is kept in the cache has changed.
      wave = new WaveSize(parts);
      members = [];
    }
    wave.add(job);
    members.push(job);
  }
  if (members.length > 0) yield members;
}

/** How many tokens a wave keeps and adds. Jobs come in order, and share what is new only with those that keep as much. */
class WaveSize {
  readonly #parts: WaveParts;
  /** By how much is kept: the last job's tokens. */
  readonly #last = new Map<number, readonly number[]>();
  #kept = 0;
  #added = 0;

  constructor(parts: WaveParts) {
    this.#parts = parts;
  }

  hasRoomFor(job: Job): boolean {
    const { kept, added } = this.#measure(job);
    const { waveTokens, contextTokens } = this.#parts;
    return this.#added + added <= waveTokens && Math.max(this.#kept, kept) + this.#added + added <= contextTokens;
  }

  add(job: Job): void {
    const { kept, added } = this.#measure(job);
    this.#kept = Math.max(this.#kept, kept);
    this.#added += added;
    this.#last.set(kept, job.evaluated);
  }

  #measure(job: Job): { kept: number; added: number } {
    const kept = reusable(this.#parts, job);
    const last = this.#last.get(kept);
    const shared = last === undefined ? kept : Math.max(kept, commonPrefix(last, job.evaluated));
    return { kept, added: job.evaluated.length - shared };
  }
}

/** How much of a job the cache holds: all outputs must still come. */
export function reusable(parts: WaveParts, job: Job): number {
  return Math.min(parts.evaluator.cachedLength(job.evaluated), job.firstOutput);
}
