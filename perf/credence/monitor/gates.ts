/** @module The gates that are compared: each accepts the first try that it finds under its limit. */
import { toPosterior } from "../../../src/credence/monitor/posterior.ts";
import { addDraft, credenceOverDrafts, startDrafts } from "../../../src/credence/resampling/drafts.ts";
import { type AcceptedLimit, findAccepted, fitLimit } from "../../../src/credence/resampling/fit-limit.ts";
import { PremiseError } from "../../../src/errors/premise-error.ts";
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { createRandom, deriveSeed } from "../../../src/random/seeded.ts";
import type { Draft, World } from "./contexts.ts";
import { setting } from "./setting.ts";

/** The accepted try (from 1), or null; `limit` is null where it is the posterior's. */
export type Gate = { readonly limit: number | null; readonly accept: (drafts: readonly Draft[]) => number | null };

export type Arm = {
  readonly id: string;
  readonly title: string;
  readonly worlds: readonly World["id"][];
  readonly corrected: boolean;
  readonly create: (world: World, tries: number, seed: number) => Gate;
};

export const arms: readonly Arm[] = [
  { id: "forgets", title: "each draft by itself", worlds: ["a", "b", "c"], corrected: false, create: () => ({ limit: null, accept: (drafts) => findAccepted(drafts.map(({ gate }) => toPosterior(gate, setting.prior).value), setting.limit) }) },
  { id: "sums", title: "all drafts counted as evidence", worlds: ["b"], corrected: true, create: createSumming },
  { id: "sums-shared", title: "all drafts counted, as if their errors were independent", worlds: ["c"], corrected: false, create: createSumming },
  { id: "fitted", title: "limit fitted at that number of tries", worlds: ["c"], corrected: true, create: createFitted },
];

function createSumming(): Gate {
  return { limit: null, accept: acceptSummed };
}

function acceptSummed(drafts: readonly Draft[]): number | null {
  let evidence = startDrafts(1);
  for (const [i, { gate }] of drafts.entries()) {
    evidence = addDraft(evidence, [{ human: 0, contrasts: [gate] }]);
    const credence = credenceOverDrafts(evidence, setting.prior);
    if (!isCannotMeasure(credence) && credence.value <= setting.limit) return i + 1;
  }
  return null;
}

function createFitted(world: World, tries: number, seed: number): Gate {
  const { limit } = fitAt(world, tries, seed);
  return { limit, accept: (drafts) => findAccepted(drafts.map(({ gate }) => gate), limit) };
}

/** From contexts of its own, as many by humans as by AIs. */
function fitAt(world: World, tries: number, seed: number): AcceptedLimit {
  const random = createRandom(deriveSeed(seed, 77));
  const contexts = Array.from({ length: setting.calibrationContexts }, (_, i) => {
    const drafts = world.draw(() => i % 2 === 1, random);
    return { label: i % 2 === 1 ? "ai" as const : "human" as const, values: drafts.map(({ gate }) => gate) };
  });
  const fitted = fitLimit({ contexts, tries, maxShare: setting.limit, prior: setting.prior });
  if (isCannotMeasure(fitted)) throw new PremiseError("internal", { problem: `no limit at ${tries} tries: ${fitted.reason}` });
  return fitted;
}
