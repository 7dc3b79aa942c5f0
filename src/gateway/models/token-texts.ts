/** @module Texts of single tokens, asked of the model once each while they are remembered. */
import type { Predictor } from "../../predictor/predictor.ts";

/** Text of each of the ids; bytes that are no whole character become U+FFFD, control tokens show as their names. */
export type TokenTexts = (ids: readonly number[]) => Promise<ReadonlyMap<number, string>>;

/** More are forgotten all at once: a vocabulary may have 262,144. */
const most = 50_000;

export function createTokenTexts(open: () => Promise<Predictor>): TokenTexts {
  let known = new Map<number, string>();
  return async (ids) => {
    const wanted = new Set(ids);
    const found = new Map<number, string>();
    for (const id of wanted) {
      const text = known.get(id);
      if (text !== undefined) found.set(id, text);
    }
    const missing = [...wanted].filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    const texts = await (await open()).detokenize(missing.map((id) => [id]));
    if (known.size + missing.length > most) known = new Map();
    for (const [i, id] of missing.entries()) {
      found.set(id, texts[i] ?? "");
      known.set(id, texts[i] ?? "");
    }
    return found;
  };
}
