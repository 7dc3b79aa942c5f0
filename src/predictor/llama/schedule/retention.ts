/** @module How long the cache keeps what a call has evaluated. */
import type { Call } from "./call.ts";
import type { Task } from "./task.ts";

type Recent = { readonly call: Call; readonly texts: (readonly number[])[]; readonly since: number; used: number };

/** Texts of a call, and calls, that later ones are compared with. */
const textsACall = 4;
const mostCalls = 64;
/** How much the share moves with one call. */
const step = 1 / 8;
/** A text is kept in any case while this many tokens of others are evaluated, so that use can be seen. */
const leastKept = 128;
/** Fewer tokens are not worth keeping for the next text of a call. */
const leastShared = 16;

/**
 * A kept token slows every token that is evaluated meanwhile, so it is kept as long as that costs less than evaluating it again, times the
 * share of earlier calls that were used again. About one text of a call is: a conversation goes on from one of its samples.
 */
export class Retention {
  readonly #breakEven: number;
  #recent: Recent[] = [];
  /** Of what earlier calls evaluated, how much later ones began with. */
  #share = 0.5;
  #time = 0;

  /** @param breakEven tokens of other work after which a kept token has cost as much as it takes to evaluate it again. */
  constructor(breakEven: number) {
    this.#breakEven = breakEven;
  }

  /** How many tokens of a finished text to keep: while its call goes on, what its next text begins with. */
  keptLength(call: Call, task: Task): number {
    return sharedWithNext(call, task) || Number.POSITIVE_INFINITY;
  }

  /** Tokens of other work for which a finished text is kept unused. */
  keepFor(call: Call, task: Task): number {
    return sharedWithNext(call, task) > 0 ? this.#breakEven : Math.max(leastKept, this.#breakEven * this.#share) / call.size;
  }

  /** A text begins to be evaluated, or is found in the cache. */
  note(call: Call, { tokens }: Task): void {
    for (const each of this.#recent) {
      if (each.call === call) continue;
      for (const text of each.texts) each.used = Math.max(each.used, countShared(text, tokens) / Math.max(1, text.length));
    }
    const own = this.#recent.find((each) => each.call === call);
    if (own === undefined) this.#recent.push({ call, texts: [tokens], since: this.#time, used: 0 });
    else if (own.texts.length < textsACall && own.texts.at(-1) !== tokens) own.texts.push(tokens);
    if (this.#recent.length > mostCalls) this.#learn(this.#recent.shift() as Recent);
  }

  /** `tokens` were evaluated. */
  pass(tokens: number): void {
    this.#time += tokens;
    const isLive = ({ since, used }: Recent): boolean => used < 0.5 && this.#time - since <= this.#breakEven;
    for (const each of this.#recent) if (!isLive(each)) this.#learn(each);
    this.#recent = this.#recent.filter(isLive);
  }

  #learn({ used }: Recent): void {
    this.#share += step * (used - this.#share);
  }
}

/** Tasks of a call that scores come in the order of their tokens, so none shares more than the next. A call that samples begins its next one beside others. */
function sharedWithNext(call: Call, task: Task): number {
  if (call.over || task.growth > 0 || call.next === null) return 0;
  const shared = countShared(call.next.tokens, task.tokens);
  return shared >= leastShared ? shared : 0;
}

function countShared(a: readonly number[], b: readonly number[]): number {
  const limit = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < limit && a[shared] === b[shared]) shared++;
  return shared;
}
