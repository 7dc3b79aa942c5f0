/** @module Recording in order: one step after the other, nothing after the end. */
import { PremiseError } from "../errors/premise-error.ts";
import type { Step } from "../protocol/results.ts";
import type { Recorder, RunHeader } from "./run.ts";
import { copyStep, identifyStep, type RunEnd } from "./step.ts";

/** Where a recorder puts things; each call is made after the one before has ended. */
export type RunSink = { readonly step: (step: Step) => Promise<void>; readonly end: (end: RunEnd) => Promise<void> };

/** A recorder that keeps the chain of parents. Calls may overlap: they are taken in the order of the calls. */
export function createRecorder(header: RunHeader, sink: RunSink): Recorder {
  let last: string | null = null;
  const known = new Set<string>();
  let finished = false;
  let queue: Promise<unknown> = Promise.resolve();
  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };
  const requireOpen = (): void => {
    if (finished) throw new PremiseError("run/finished", { run: header.id });
  };
  return {
    header,
    record: (newStep) =>
      enqueue(async () => {
        requireOpen();
        const step = copyStep(header.id, identifyStep(newStep, last), known);
        await sink.step(step);
        last = step.id;
        known.add(step.id);
        return step;
      }),
    finish: (status) =>
      enqueue(async () => {
        requireOpen();
        await sink.end({ status, steps: known.size, last });
        finished = true;
      }),
  };
}
