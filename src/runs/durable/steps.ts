/** @module Steps of a run that DBOS records: each is one of its steps, whose output is ours. */
import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Step } from "../../protocol/results.ts";
import type { NewStep, Steps } from "../run.ts";
import { copyStep, damaged, identifyStep } from "../step.ts";
import type { Activity } from "./activity.ts";
import { fromStored, toStored } from "./input.ts";

export type DurableStepsSetting = {
  readonly run: string;
  readonly known: readonly Step[];
  /** Once it is aborted nothing is recorded any more, so that the run stays as it is. */
  readonly stopping: AbortSignal;
  readonly activity: Activity;
  /** Aborted here when a step sees that the run was cancelled. */
  readonly cancelling: AbortController;
};

/** `end`: what the run's end names. It must be called within a workflow. */
export function createDurableSteps({ run, known, stopping, cancelling, activity }: DurableStepsSetting): Steps & { readonly end: () => { readonly steps: number; readonly last: string | null } } {
  const taken = new Set<string>();
  let last: string | null = null;
  let next = 0;
  /** Of what the run itself does, DBOS sees only what comes of it, and nothing once this process stops. */
  const perform = async (work: () => Promise<NewStep>): Promise<Step> => {
    activity.end();
    try {
      return await attempt(work);
    } finally {
      activity.begin();
    }
  };
  const attempt = async (work: () => Promise<NewStep>): Promise<Step> => {
    if (stopping.aborted) return await never();
    DBOS.stepStatus?.cancelSignal?.addEventListener("abort", () => cancelling.abort());
    try {
      const step = await work();
      return stopping.aborted ? await never() : copyStep(run, identifyStep(step, last), taken);
    } catch (error) {
      return stopping.aborted ? await never() : fail(error);
    }
  };
  return {
    run,
    signal: AbortSignal.any([stopping, cancelling.signal]),
    end: () => ({ steps: taken.size, last }),
    take: async (work) => {
      if (stopping.aborted) return await never();
      const before = known[next];
      const position = next++;
      activity.begin();
      const step = await record(() => (before === undefined ? perform(work) : Promise.resolve(before))).finally(activity.end);
      // What was read back as much as what was done: a body must not go on from a forged step.
      const { id, ...content } = step;
      if (identifyStep(content, null).id !== id) throw damaged(run, position, "its content does not have the hash that it names");
      last = id;
      taken.add(id);
      return step;
    },
  };
}

async function record(perform: () => Promise<Step>): Promise<Step> {
  try {
    return await DBOS.runStep(perform, { name: "step" });
  } catch (error) {
    throw fromStored(error);
  }
}

function fail(error: unknown): never {
  throw toStored(error);
}

/** DBOS records a step that ends, however it ends; one that never does stays undone, and is done when the run is resumed. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
