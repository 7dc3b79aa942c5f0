/** @module Steps that are told of as they are taken. */
import type { Steps } from "../../runs/run.ts";
import type { LiveRun } from "./live.ts";

export function listenIn(steps: Steps, live: LiveRun): Steps {
  return {
    run: steps.run,
    signal: steps.signal,
    take: async (work) => {
      let isNew = false;
      const step = await steps.take(async () => {
        isNew = true;
        return await work();
      });
      live.tell({ kind: "step", step, isNew });
      return step;
    },
  };
}
