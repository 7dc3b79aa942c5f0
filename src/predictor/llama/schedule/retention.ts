/** @module How long the cache keeps what a call has evaluated. */
import type { Call } from "./call.ts";
import { countShared } from "./tokens.ts";

type Tokens = readonly number[];
type Recent = { readonly call: Pick<Call, "over">; readonly texts: Tokens[]; /** When it was over. */ since: number; /** The largest part of a text that another call began with. */ used: number };

/** Texts of a call, and calls, that later ones are compared with. */
const textsACall = 4;
const mostCalls = 64;
/** How much the share moves with one call. */
const step = 1 / 8;
/** A call that was used this far has shown what it can. */
const muchUsed = 0.5;
/** A text, or a call's texts together, are kept at least while this many tokens of others are evaluated. */
const leastKept = 128;
/** Many texts begin with as many tokens in common, which are not worth keeping. */
const leastShared = 16;
/** The texts of a user who says that it goes on from them are kept over so much work of others; then it is taken to have ended. */
const keptToGoOn = 8192;

/**
 * A kept token slows every token that is evaluated meanwhile, so it is kept as long as that costs less than evaluating it again, times the
 * share of earlier calls that were used again. About one text of a call is: a conversation goes on from one of its samples.
 */
export class Retention {
  readonly #breakEven: number;
  readonly #recent: Recent[] = [];
  /** Of what earlier calls evaluated, how much later ones began with, whether it was still kept or not. */
  #share = 0.5;
  #time = 0;

  /** @param breakEven tokens of other work after which a kept token has cost as much as it takes to evaluate it again. */
  constructor(breakEven: number) {
    this.#breakEven = breakEven;
  }

  /** How many tokens of a finished text to keep: all where its user goes on from it, else, while its call has more texts, what the next one begins with. */
  keptLength(call: Call, tokens: Tokens): number {
    return call.goesOn ? Number.POSITIVE_INFINITY : sharedWithNext(call, tokens) || Number.POSITIVE_INFINITY;
  }

  /** Tokens of other work for which a finished text is kept unused. */
  keepFor(call: Call, tokens: Tokens): number {
    if (call.goesOn) return Math.max(keptToGoOn, this.#breakEven);
    return sharedWithNext(call, tokens) > 0 ? this.#breakEven : Math.max(leastKept, this.#breakEven * this.#share) / call.size;
  }

  /** A text begins to be evaluated, or is found in the cache. */
  note(call: Call, tokens: Tokens): void {
    for (const each of this.#recent) {
      if (each.call === call) continue;
      for (const text of each.texts) each.used = Math.max(each.used, countShared(text, tokens) / text.length);
    }
    if (tokens.length < leastShared) return;
    const own = this.#recent.find((each) => each.call === call);
    if (own !== undefined) {
      if (own.texts.length < textsACall && own.texts.at(-1) !== tokens) own.texts.push(tokens);
    } else if (this.#recent.length < mostCalls) this.#recent.push({ call, texts: [tokens], since: this.#time, used: 0 });
  }

  /** `tokens` were evaluated. */
  pass(tokens: number): void {
    this.#time += tokens;
    for (const each of this.#recent.splice(0)) {
      if (!each.call.over) each.since = this.#time;
      const isOpen = !each.call.over || (each.used < muchUsed && this.#time - each.since <= this.#breakEven);
      if (isOpen) this.#recent.push(each);
      else this.#share += step * (each.used - this.#share);
    }
  }
}

/** The tasks of a sorted call come in the order of their tokens, so none shares more than the next. */
function sharedWithNext(call: Call, tokens: Tokens): number {
  if (!call.isSorted || call.next === null) return 0;
  const shared = countShared(call.next.tokens, tokens);
  return shared >= leastShared ? shared : 0;
}
