/** @module How many tokens the next batch takes. */

/** Attention goes over the cells up to the last used one, rounded up to a multiple of this (`get_n_kv` in llama.cpp). */
const cellsAttended = 256;
/** The next batch can take up to this many tokens more, for the same price each. */
const mostLeft = 16;

/**
 * A full batch, or a little less where its last few tokens would make all of it attend to 256 cells more: a text after one shared
 * token is then as fast as one from an empty cache. Never at the price of one more batch.
 */
export function chooseRoom(batchTokens: number, cells: { readonly evaluated: number; readonly pending: number }): number {
  const beyond = (cells.evaluated + batchTokens) % cellsAttended;
  const batches = (tokens: number): number => Math.ceil(tokens / batchTokens);
  const rest = cells.pending - batchTokens;
  return beyond <= mostLeft && rest > 0 && batches(rest + beyond) === batches(rest) ? batchTokens - beyond : batchTokens;
}
