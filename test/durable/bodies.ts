/** @module Bodies of runs for tests: a chain of numbers, of which each step follows from the one before. */
import { hashText } from "../../src/random/hash.ts";
import type { RunBody, Steps } from "../../src/runs/run.ts";
import { exampleStep } from "../../src/testing/run-store-conformance.ts";

export type ChainInput = {
  readonly seed: number;
  readonly steps: number;
};

/** What is done in a step, and may be looked at, waited in, or failed in. */
export type Work = (position: number, steps: Steps) => Promise<void>;

/** Each step's output is the hash of the one before; the result is the last. */
export function createChain(work: Work = async () => undefined): RunBody {
  return async (input, steps) => {
    const { seed, steps: count } = input as ChainInput;
    let state = String(seed);
    for (let position = 0; position < count; position++) {
      const { output } = await steps.take(async () => {
        await work(position, steps);
        return exampleStep({ kind: "link", seed, input: { position }, output: { state: hashText(state), logprob: -Infinity } });
      });
      ({ state } = output as { readonly state: string });
    }
    return { state, logprob: -Infinity };
  };
}
