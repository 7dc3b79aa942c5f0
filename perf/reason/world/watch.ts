/** @module The credence channel of a chain in the exact world: its true posterior, or one that is off by an error of each draft's own. */
import type { ChainWatch } from "../../../src/credence/chain-watch.ts";
import { toPosterior } from "../../../src/credence/monitor/posterior.ts";
import { drawNormal } from "../../../src/predictor/world/steps/runs.ts";
import { noCost } from "../../../src/protocol/cost.ts";
import { cannotMeasure, type Credence } from "../../../src/protocol/results.ts";
import { createRandom, deriveSeed } from "../../../src/random/seeded.ts";
import { toLogOdds } from "../../../src/stats/log-space.ts";
import type { Truth } from "./truth.ts";

/** `error`: standard deviation in nats of what each draft's rise in log odds is off by; normal, mean 0, independent between drafts. */
export type WatchSetting = { readonly truth: Truth; readonly error: number; readonly seed: number };

const questions = ["authorIsAi", "aiInWorld"] as const;

/** A function of the text, as a real channel is: the same words at the same place are always off by the same. */
export function createWorldWatch({ truth, error, seed }: WatchSetting): ChainWatch {
  const prior = truth([]);
  return {
    isCalibrated: true,
    passes: 0,
    longest: 0,
    weigh: async ({ before, tokens }) => {
      const [earlier, later] = [truth(before), truth([...before, ...tokens])];
      const random = createRandom([...before, ...tokens].reduce(deriveSeed, seed));
      const rises = questions.map((question) => [question, toLogOdds(later[question]) - toLogOdds(earlier[question]) + error * drawNormal(random)] as const);
      return { evidence: { tokens: tokens.length, human: 0, contrasts: Object.fromEntries(rises) }, cost: noCost };
    },
    read: (evidence) => {
      const read = (question: (typeof questions)[number]): Credence => {
        const rise = evidence?.contrasts[question];
        if (rise === undefined || evidence === null) return cannotMeasure("cannot-measure/nothing-drawn");
        const { value, logOdds } = toPosterior(rise, prior[question]);
        return { kind: "measured", mode: "sampled", value, logOdds, interval: [value, value], prior: prior[question], channels: { native: rise }, calibrationId: "exact", n: evidence.tokens };
      };
      return { authorIsAi: read("authorIsAi"), aiInWorld: read("aiInWorld") };
    },
  };
}
