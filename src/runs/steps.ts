/** @module Steps of a run that is recorded as it goes, after those that another run has recorded already. */
import { PremiseError } from "../errors/premise-error.ts";
import type { Step } from "../protocol/results.ts";
import type { Recorder, Steps } from "./run.ts";

/** `known`: what was done before, oldest first; it is recorded here again, and given in place of doing the first steps. */
export function createSteps(recorder: Recorder, { signal, known = [] }: { readonly signal?: AbortSignal; readonly known?: readonly Step[] } = {}): Steps {
  const never = new AbortController().signal;
  let next = 0;
  return {
    run: recorder.header.id,
    signal: signal ?? never,
    take: async (work) => {
      const before = known[next++];
      if (before !== undefined) return await repeatStep(recorder, before);
      if (signal?.aborted === true) throw new PremiseError("run/interrupted", { run: recorder.header.id });
      return await recorder.record(await work());
    },
  };
}

async function repeatStep(recorder: Recorder, { id, ...content }: Step): Promise<Step> {
  const step = await recorder.record(content);
  if (step.id !== id) throw new PremiseError("run/damaged", { run: recorder.header.id, step: 1, problem: "its content does not have the hash that it names" });
  return step;
}
