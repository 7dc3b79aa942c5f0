/** @module Where a text's sentences end, by its tokens so far: the steps that a monitor looks at. */

/** Characters that may close a sentence, and what may still stand behind them. */
const closing = /[.!?…。！？][)\]"'”’»]*\s*$|\n\s*$/u;

/** Tokens of each sentence, in order; the last may be unfinished. A sentence ends with the token that closes it, so no later token moves its end. */
export function splitSentences(texts: readonly string[]): number[] {
  const lengths: number[] = [];
  let length = 0;
  let tail = "";
  for (const text of texts) {
    length++;
    tail = (tail + text).slice(-16);
    if (!closing.test(tail)) continue;
    lengths.push(length);
    length = 0;
    tail = "";
  }
  return length > 0 ? [...lengths, length] : lengths;
}
