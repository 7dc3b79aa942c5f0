/** @module What stands in a context's cache that holds one text, where position p lies in cell p, and how another beginning comes to stand there. */
import type { Beginning, Beginnings } from "./beginnings.ts";
import type { SequenceMemory } from "./sequence-memory.ts";

/** Parts of the cache, taken out and put back with every bit. */
export interface SequenceStates {
  /** Everything that sequence 0 holds: llama.cpp may have been told of no other. No other may hold any of it. */
  take(): Uint8Array;
  /** What was taken comes to `sequence`, which must hold nothing; the cells after the last ones in use must be free. */
  put(sequence: number, state: Uint8Array): void;
}

/** The text's sequence, and one for what has to be held apart for a moment. */
const own = 0;
const aside = 1;

export class Standing {
  readonly #memory: SequenceMemory;
  readonly #states: SequenceStates;
  readonly #known: Beginnings;
  readonly #most: number;
  #path: Beginning[] = [];

  /** @param most positions that the context has room for. */
  constructor(memory: SequenceMemory, states: SequenceStates, known: Beginnings, most: number) {
    this.#memory = memory;
    this.#states = states;
    this.#known = known;
    this.#most = most;
  }

  get length(): number { return countTokens(this.#path); }

  /** Makes the cache hold these batches and nothing else: some stand there already, the others are put back from their remains. */
  require(path: readonly Beginning[]): void {
    let shared = 0;
    while (shared < path.length && path[shared] === this.#path[shared]) shared++;
    this.#leave(shared);
    for (const beginning of path.slice(shared)) {
      if (beginning.remains === null) throw new TypeError("a beginning is neither in the cache nor remembered");
      const from = this.length;
      this.#states.put(aside, beginning.remains.state);
      this.#hand(aside, own, from, from + beginning.tokens.length);
      this.#enter(beginning);
    }
  }

  /** The batch was evaluated after those that stand here. @returns its part of the cache. */
  extend(beginning: Beginning): Uint8Array {
    const from = this.length;
    this.#enter(beginning);
    if (beginning.remains !== null) return beginning.remains.state;
    this.#hand(own, aside, 0, from);
    const state = this.#states.take();
    this.#hand(aside, own, 0, from);
    return state;
  }

  #hand(giver: number, taker: number, from: number, to: number): void {
    this.#memory.copy(giver, taker, from, to);
    this.#memory.remove(giver, from, to);
  }

  #enter(beginning: Beginning): void {
    beginning.present = true;
    this.#path.push(beginning);
  }

  /** Leaves the first `count` batches, and nothing that was drawn after them. */
  #leave(count: number): void {
    const gone = this.#path.splice(count);
    this.#memory.remove(own, this.length, this.#most);
    for (const beginning of gone.toReversed()) {
      beginning.present = false;
      this.#known.prune(beginning);
    }
  }
}

function countTokens(path: readonly Beginning[]): number {
  return path.reduce((sum, { tokens }) => sum + tokens.length, 0);
}
