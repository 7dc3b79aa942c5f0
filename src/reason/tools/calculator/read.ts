/** @module Reads arithmetic as people write it, into the order in which it is worked out. What could mean two things is refused. */
import type { Rational } from "./rational.ts";

export type Operator = "+" | "-" | "*" | "/" | "^" | "negate" | "%";
/** Operands, which may not be in lowest terms yet, before their operator. */
export type Steps = readonly (Operator | Rational)[];

const longest = 300;
const noArithmetic = "it is no arithmetic";

/** How tightly an operator binds; a sign binds less than a power, so that -2^2 is -4. */
const strength: Readonly<Record<Operator | "(", number>> = { "(": 0, "+": 1, "-": 1, "*": 2, "/": 2, negate: 3, "^": 4, "%": 5 };

const written: Readonly<Record<string, "+" | "-" | "*" | "/" | "^">> = { "+": "+", "-": "-", "\u2212": "-", "\u2013": "-", "*": "*", "\u00D7": "*", "\u22C5": "*", x: "*", X: "*", of: "*", "/": "/", "\u00F7": "/", "^": "^" };

// Commas part thousands or are refused: 0,5 and 1234,5 are decimals elsewhere. An x times only what follows it at once, or it is an unknown.
const token = /\s*(?:(?<number>(?:[1-9]\d{0,2}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?|\.\d+)|(?<operator>[-+*/^\u2212\u2013\u00D7\u00F7\u22C5]|[xX](?=\s*[\d(.])|(?<=%\s*)of(?=\s))|(?<other>[()%]))/y;

/** The steps, or in words why there are none. */
export function readArithmetic(text: string): Steps | string {
  const asked = text.replace(/[\s=?.]+$/, "");
  if (asked.length > longest) return "it is too long";
  const out: (Operator | Rational)[] = [];
  const waiting: (Operator | "(")[] = [];
  let isAfterValue = false;
  for (const found of listTokens(asked)) {
    if (found === null) return noArithmetic;
    const { number, operator, other } = found;
    if (number !== undefined || other === "(") {
      if (isAfterValue) return "there is no sign between two numbers";
      if (number === undefined) waiting.push("(");
      else out.push(toNumber(number));
      isAfterValue = number !== undefined;
    } else if (operator !== undefined) {
      const sign = written[operator] as Operator;
      if (!isAfterValue && sign !== "-") return "a number is missing";
      if (isAfterValue) release(waiting, out, sign);
      waiting.push(isAfterValue ? sign : "negate");
      isAfterValue = false;
    } else {
      if (!isAfterValue) return "a number is missing";
      if (other === "%") out.push("%");
      else if (!close(waiting, out)) return "a bracket is missing";
    }
  }
  return finish(waiting, out, isAfterValue);
}

type Found = { readonly number: string | undefined; readonly operator: string | undefined; readonly other: string | undefined };

/** One a token; null, and then no more, where none begins. */
function* listTokens(text: string): Generator<Found | null> {
  const pattern = new RegExp(token);
  while (pattern.lastIndex < text.length) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) return yield null;
    yield { number: groups["number"], operator: groups["operator"], other: groups["other"] };
  }
}

/** Moves what binds at least as tightly as `sign`; of powers the last comes first, so that 2^3^2 is 2^9. */
function release(waiting: (Operator | "(")[], out: (Operator | Rational)[], sign: Operator): void {
  for (let top = waiting.at(-1); top !== undefined && top !== "("; top = waiting.at(-1)) {
    if (strength[top] < strength[sign] || (sign === "^" && top === "^")) return;
    out.push(top);
    waiting.pop();
  }
}

function close(waiting: (Operator | "(")[], out: (Operator | Rational)[]): boolean {
  for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
    if (top === "(") return true;
    out.push(top);
  }
  return false;
}

function finish(waiting: readonly (Operator | "(")[], out: readonly (Operator | Rational)[], isAfterValue: boolean): Steps | string {
  if (out.length === 0) return noArithmetic;
  if (!isAfterValue) return "a number is missing";
  const rest = waiting.toReversed();
  return rest.includes("(") ? "a bracket is missing" : [...out, ...rest.filter((sign) => sign !== "(")];
}

function toNumber(text: string): Rational {
  const [whole = "", decimals = ""] = text.replaceAll(",", "").split(".");
  return { numerator: BigInt(whole + decimals), denominator: 10n ** BigInt(decimals.length) };
}
