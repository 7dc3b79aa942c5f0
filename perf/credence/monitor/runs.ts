/** @module One simulated run, watched by all watchers at once. */
import type { Random } from "../../../src/random/seeded.ts";
import type { StepSource } from "./source.ts";
import type { Watcher } from "./watchers.ts";

/** The step (from 1) at which each watcher raised its alarm, or null. `switchAt` null: human to the end. */
export function watchRun(source: StepSource, watchers: readonly Watcher[], switchAt: number | null, steps: number, random: Random): (number | null)[] {
  const run = source.start(random);
  const contrast = random.below(source.contrasts);
  const watches = watchers.map(({ start }) => start());
  const alarms: (number | null)[] = watches.map(() => null);
  for (let step = 1; step <= steps && alarms.includes(null); step++) {
    const logRatios = run.next(switchAt !== null && step >= switchAt ? contrast : null);
    for (const [i, watch] of watches.entries()) {
      if (alarms[i] === null && watch(logRatios)) alarms[i] = step;
    }
  }
  return alarms;
}
