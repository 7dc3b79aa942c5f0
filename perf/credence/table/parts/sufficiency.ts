/** @module How often free channels suffice: texts of which they are sure enough that the native verdict need not be computed. */
import { foldCount } from "../../../../src/credence/table/plan.ts";
import { estimateProportion } from "../../../../src/stats/estimate.ts";
import type { GateSetting } from "../folds.ts";
import type { Measured } from "../judge.ts";

/** Log-odds in nats less the gate's threshold: above 0 is a refusal. */
export type HeldOutText = { readonly fold: number; readonly isHuman: boolean; readonly free: number; readonly native: number };

/** `mixture`: as drawn, human texts and contrasts; `human`: under the premise alone, as a gate meets them. */
export type SufficiencyOf = { readonly sure: Measured; readonly agreement: Measured; readonly nativeAccepts: Measured };
export type Sufficiency = { readonly gate: GateSetting["id"]; readonly mixture: SufficiencyOf; readonly human: SufficiencyOf };

/** Sure of acceptance up to `accept`, of refusal from `refuse` on; what lies between goes to the native channel. */
export type Margins = { readonly accept: number; readonly refuse: number };

/** The share of sure verdicts that must be the native ones, on either side: more than the 95 % that are to hold on texts that took no part. */
const agreementAsked = 0.97;

/** Fewer sure texts on a side fix no margin there. */
const leastSure = 20;

/** Each text is judged by margins that other folds fixed: neither its premise nor its prompt took part. */
export function measureSufficiency({ id }: Pick<GateSetting, "id">, texts: readonly HeldOutText[]): Sufficiency {
  const judged = Array.from({ length: foldCount }, (_, fold) => {
    const margins = fitMargins(texts.filter((text) => text.fold !== fold));
    return texts.filter((text) => text.fold === fold).map((text) => ({ ...text, verdict: verdictOf(margins, text.free) }));
  }).flat();
  const describe = (own: typeof judged): SufficiencyOf => {
    const sure = own.filter(({ verdict }) => verdict !== null);
    return {
      sure: estimateProportion(sure.length, own.length),
      agreement: estimateProportion(sure.filter(({ verdict, native }) => verdict === accepts(native)).length, sure.length),
      nativeAccepts: estimateProportion(own.filter(({ native }) => accepts(native)).length, own.length),
    };
  };
  return { gate: id, mixture: describe(judged), human: describe(judged.filter(({ isHuman }) => isHuman)) };
}

/** The widest sure sides on which the native verdict is the same in 97 %. Where they would overlap they meet in the middle. */
export function fitMargins(texts: readonly HeldOutText[]): Margins {
  const sorted = texts.toSorted((a, b) => a.free - b.free);
  const accept = sorted[widest(sorted, true) - 1]?.free ?? -Infinity;
  const refuse = sorted[sorted.length - widest(sorted.toReversed(), false)]?.free ?? Infinity;
  return accept < refuse ? { accept, refuse } : { accept: (accept + refuse) / 2, refuse: (accept + refuse) / 2 };
}

/** How many texts, from the first on, can be called so. */
function widest(sorted: readonly HeldOutText[], isAccepted: boolean): number {
  let [agreeing, most] = [0, 0];
  sorted.forEach(({ native }, i) => {
    if (accepts(native) === isAccepted) agreeing++;
    if (i + 1 >= leastSure && agreeing / (i + 1) >= agreementAsked) most = i + 1;
  });
  return most;
}

function verdictOf({ accept, refuse }: Margins, free: number): boolean | null {
  return free <= accept ? true : free >= refuse ? false : null;
}

function accepts(native: number): boolean {
  return native <= 0;
}
