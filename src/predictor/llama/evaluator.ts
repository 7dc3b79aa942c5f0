/** @module Evaluates token trees in batches, and keeps the last sequence in the cache for the next tree that begins alike. */
import type { NativeContext } from "./bindings.ts";
import { commonPrefix, cutBatches, type TokenTree, type TreeNode, type TreeSequence } from "./token-tree.ts";

/** A look at one output: which tree node it follows, its logits, and its place in the batch (for the hidden state). */
export type Output = { readonly node: number; readonly logits: Float32Array; readonly entry: number };

/** Lets waiting messages in between batches; throws when the work was cancelled. */
export type Breathe = () => Promise<void>;

/** Sequence 0 holds what the cache keeps between trees; a tree's sequence i is i + 1. */
export class Evaluator {
  readonly #context: NativeContext;
  readonly #vocabularySize: number;
  #kept: readonly number[] = [];

  constructor(context: NativeContext, vocabularySize: number) {
    this.#context = context;
    this.#vocabularySize = vocabularySize;
  }

  get maxSequences(): number {
    return this.#context.options.maxSequences - 1;
  }

  /** How many tokens at the beginning of a sequence need no evaluation. */
  cachedLength(tokens: readonly number[]): number {
    return commonPrefix(this.#kept, tokens);
  }

  /** Evaluates the tree of `sequences`, handing each output to `read` before the next batch; afterwards the sequences still stand. */
  async evaluate(tree: TokenTree, sequences: readonly TreeSequence[], hidden: boolean, read: (output: Output) => void, breathe: Breathe): Promise<void> {
    const context = this.#context;
    const longest = Math.max(0, ...sequences.map((sequence) => sequence.cached));
    context.removeSequence(0, longest);
    this.#kept = this.#kept.slice(0, longest);
    sequences.forEach((sequence, i) => {
      if (sequence.cached > 0) context.copySequence(0, i + 1, sequence.cached);
    });
    context.wantHidden(hidden);
    for (const [from, to] of cutBatches(tree.nodes, context.options.batchTokens, context.options.maxOutputs, hidden)) {
      await breathe();
      this.#decode(tree.nodes.slice(from, to), hidden, (output) => read({ ...output, node: from + output.node }));
    }
  }

  /** One more token for some sequences, each an output, read in order. */
  step(next: readonly { readonly token: number; readonly position: number; readonly sequence: number }[], hidden: boolean, read: (output: Output) => void): void {
    this.#context.wantHidden(hidden);
    this.#decode(next.map(({ token, position, sequence }) => ({ token, position, sequences: [sequence], output: true })), hidden, read);
  }

  hidden(entry: number): Float32Array {
    return this.#context.hidden(entry);
  }

  free(sequence: number): void {
    this.#context.removeSequence(sequence);
  }

  /** Keeps one of the tree's sequences for later and frees all others. */
  keep(sequence: number, tokens: readonly number[], count: number): void {
    this.#context.removeSequence(0);
    this.#context.copySequence(sequence, 0, tokens.length);
    for (let i = 1; i <= count; i++) this.#context.removeSequence(i);
    this.#kept = tokens;
  }

  forget(): void {
    this.#context.clear();
    this.#kept = [];
  }

  #decode(nodes: readonly TreeNode[], hidden: boolean, read: (output: Output) => void): void {
    const { batch } = this.#context;
    nodes.forEach((node, i) => {
      batch.token[i] = node.token;
      batch.pos[i] = node.position;
      batch.output[i] = node.output || hidden ? 1 : 0;
      batch.setSequences(i, node.sequences);
    });
    this.#context.decode(nodes.length);
    const outputs = nodes.map((node, i) => ({ node, i })).filter(({ node }) => node.output || hidden);
    if (outputs.length === 0) return;
    const logits = this.#context.logits(outputs.length);
    outputs.forEach(({ node, i }, row) => {
      if (node.output) read({ node: i, entry: i, logits: logits.subarray(row * this.#vocabularySize, (row + 1) * this.#vocabularySize) });
    });
  }
}
