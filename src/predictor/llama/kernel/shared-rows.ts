/** @module How asks and readings lie in the memory that two readers of rows share: all numbers, in slots of 8 bytes. */

export type SharedRows = { readonly signals: Int32Array<SharedArrayBuffer>; readonly asks: Float64Array<SharedArrayBuffer>; readonly readings: Float64Array<SharedArrayBuffer> };

/** Places in `signals`. */
export const signals = { ready: 0, asked: 1, answered: 2 } as const;
/** Address of the logits and number of asks come first. An ask: row, token or -1 for a draw, statistics, uniform, temperature, top-k, top-p, min-p. */
export const asksAt = 2;
export const askSlots = 8;
/** A reading: whether it could be read, token, log-probability, the drawn one's, whether there are statistics, entropy, variance, rank. */
export const readingSlots = 8;
export const mostAsks = 2048;

export function createSharedRows(): SharedRows {
  const floats = (count: number): Float64Array<SharedArrayBuffer> => new Float64Array(new SharedArrayBuffer(count * 8));
  return { signals: new Int32Array(new SharedArrayBuffer(16)), asks: floats(asksAt + mostAsks * askSlots), readings: floats(mostAsks * readingSlots) };
}
