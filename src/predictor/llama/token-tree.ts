/** @module Token sequences as a tree: what several share is evaluated once. Pure; knows nothing of llama.cpp. */

/** One token to evaluate, at `position` of every sequence in `sequences`; parents come before their children. */
export type TreeNode = {
  readonly token: number;
  readonly position: number;
  readonly sequences: number[];
  /** Whether logits are wanted after this token. */
  output: boolean;
};

export type TreeSequence = {
  /** Tokens to evaluate, from position 0. */
  readonly tokens: readonly number[];
  /** How many tokens at the beginning are in the cache already. */
  readonly cached: number;
  /** Logits are wanted at positions from here on (to the last token). */
  readonly outputsFrom: number;
};

export type TokenTree = {
  readonly nodes: readonly TreeNode[];
  /** For every sequence, the node at each position from `cached` on. */
  readonly paths: readonly (readonly number[])[];
};

/** Builds the tree of the parts that are not cached. Sequence i is number `i + 1` (0 is the cache's own). */
export function buildTokenTree(sequences: readonly TreeSequence[]): TokenTree {
  const nodes: TreeNode[] = [];
  const children = new Map<string, number>();
  const paths = sequences.map((sequence, index) => {
    let parent = `start ${sequence.cached}`;
    return sequence.tokens.slice(sequence.cached).map((token, offset) => {
      const key = `${parent}/${token}`;
      let id = children.get(key);
      if (id === undefined) {
        id = nodes.length;
        children.set(key, id);
        nodes.push({ token, position: sequence.cached + offset, sequences: [], output: false });
      }
      const node = nodes[id] as TreeNode;
      node.sequences.push(index + 1);
      node.output ||= node.position >= sequence.outputsFrom;
      parent = String(id);
      return id;
    });
  });
  return { nodes, paths };
}

/** Length of the common beginning of two token sequences. */
export function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const limit = Math.min(a.length, b.length);
  let length = 0;
  while (length < limit && a[length] === b[length]) length++;
  return length;
}

/** Cuts nodes into batches of at most `batchTokens` tokens and `maxOutputs` outputs, keeping their order; `[from, to)` each. */
export function cutBatches(nodes: readonly TreeNode[], batchTokens: number, maxOutputs: number, everyTokenOutputs = false): [number, number][] {
  const batches: [number, number][] = [];
  let from = 0;
  let outputs = 0;
  nodes.forEach((node, i) => {
    const isOutput = node.output || everyTokenOutputs ? 1 : 0;
    if (i - from >= batchTokens || outputs + isOutput > maxOutputs) {
      batches.push([from, i]);
      from = i;
      outputs = 0;
    }
    outputs += isOutput;
  });
  if (from < nodes.length) batches.push([from, nodes.length]);
  return batches;
}
