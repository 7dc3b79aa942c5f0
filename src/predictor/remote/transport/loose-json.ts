/** @module JSON as other people's servers write it: NaN and Infinity are read, as Python's json module writes them. */

/** A NaN in an answer; a number would vanish among the others. */
export const notANumber = "\u0000NaN";

const words = /"(?:[^"\\]|\\.)*"|-?Infinity|\bNaN\b/g;

/** Infinite numbers become what they are, NaN becomes `notANumber`. @throws SyntaxError for what is no JSON even so. */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return JSON.parse(text.replace(words, toJsonWord));
  }
}

function toJsonWord(word: string): string {
  if (word === "NaN") return JSON.stringify(notANumber);
  return word === "Infinity" ? "1e999" : word === "-Infinity" ? "-1e999" : word;
}
