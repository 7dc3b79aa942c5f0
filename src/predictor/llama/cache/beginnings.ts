/** @module What the repeatable lane remembers: beginnings of texts, batch by batch, with what evaluating each batch left. */
import type { Reading } from "../kernel/read-row.ts";

/** What evaluating a batch left, which depends on the batch and on those before it alone. */
export type Remains = {
  /** Its part of the KV cache, as llama.cpp writes it down. */
  readonly state: Uint8Array;
  /** The logits behind its last token; null when none were computed. */
  readonly lastRow: Float32Array | null;
  /** What was read behind its other tokens, each of which foretells the next: by what was wanted, then by place in the batch. */
  readonly readings: ReadonlyMap<string, readonly (Reading | undefined)[]>;
};

/** A batch after those of its `parent`. */
export type Beginning = {
  readonly parent: Beginning | null;
  readonly tokens: readonly number[];
  readonly children: Map<string, Beginning>;
  /** Null when it was forgotten, or has not been evaluated yet. */
  remains: Remains | null;
  /** Whether it stands in the context's cache, so that it needs no `remains` to go on from. */
  present: boolean;
};

/** An object with its numbers and texts, roughly. */
const readingBytes = 256;

/** A tree of beginnings within `limit` bytes; what was not used for longest goes first, and never before what follows it. */
export class Beginnings {
  readonly #limit: number;
  #root = createNode(null, []);
  /** Those with remains, the longest unused first; each comes before its parent. */
  readonly #order = new Set<Beginning>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get root(): Beginning { return this.#root; }
  get bytes(): number { return this.#bytes; }

  /** The batch of these tokens after `parent`, made where it is new. */
  reach(parent: Beginning, tokens: readonly number[]): Beginning {
    const key = tokens.join();
    const known = parent.children.get(key);
    if (known !== undefined) return known;
    const made = createNode(parent, tokens);
    parent.children.set(key, made);
    return made;
  }

  keep(beginning: Beginning, remains: Remains): void {
    this.#release(beginning);
    beginning.remains = remains;
    this.#bytes += countBytes(remains);
    this.touch(beginning);
    for (const oldest of this.#order) {
      if (this.#bytes <= this.#limit) return;
      this.#release(oldest);
      this.prune(oldest);
    }
  }

  /** It was used just now, and so was what it goes on from. */
  touch(beginning: Beginning): void {
    for (let node: Beginning | null = beginning; node !== null; node = node.parent) {
      if (node.remains === null) continue;
      this.#order.delete(node);
      this.#order.add(node);
    }
  }

  /** Takes it out of the tree if nothing is left of it; then its parent, if that was waiting for this. */
  prune(beginning: Beginning): void {
    for (let node: Beginning | null = beginning; node !== null; node = node.parent) {
      if (node.present || node.remains !== null || node.children.size > 0) return;
      node.parent?.children.delete(node.tokens.join());
    }
  }

  clear(): void {
    this.#root = createNode(null, []);
    this.#order.clear();
    this.#bytes = 0;
  }

  #release(beginning: Beginning): void {
    if (beginning.remains === null) return;
    this.#bytes -= countBytes(beginning.remains);
    this.#order.delete(beginning);
    beginning.remains = null;
  }
}

function createNode(parent: Beginning | null, tokens: readonly number[]): Beginning {
  return { parent, tokens, children: new Map(), remains: null, present: false };
}

function countBytes({ state, lastRow, readings }: Remains): number {
  const read = [...readings.values()].reduce((sum, { length }) => sum + length, 0);
  return state.byteLength + (lastRow?.byteLength ?? 0) + read * readingBytes;
}
