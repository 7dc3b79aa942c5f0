/** @module How often the monitor accuses a human: runs under h, at every AUROC, for every weighting. */
import { createRandom, deriveSeed } from "../../../src/random/seeded.ts";
import { clopperPearson } from "../../../src/stats/clopper-pearson.ts";
import { measureFree } from "./free-channel.ts";
import type { FalseAlarmRow, FreeRow } from "./results.ts";
import { watchRun } from "./runs.ts";
import { type Progress, setting } from "./setting.ts";
import { listCells } from "./source.ts";
import { createWatchers } from "./watchers.ts";

export async function measureFalseAlarms(runs: number, seed: number, progress: Progress): Promise<{ readonly rows: FalseAlarmRow[]; readonly free: FreeRow[] }> {
  const rows: FalseAlarmRow[] = [];
  for (const [i, { id, create, auroc }] of listCells().entries()) {
    const random = createRandom(deriveSeed(seed, i));
    const source = create(auroc);
    const watchers = createWatchers(source, random);
    const alarms = watchers.map(() => 0);
    for (let run = 0; run < runs; run++) {
      watchRun(source, watchers, null, setting.steps, random).forEach((step, w) => (alarms[w] = (alarms[w] as number) + (step === null ? 0 : 1)));
    }
    await progress(`false alarms: ${id}, AUROC ${auroc}: ${watchers.map((watcher, w) => `${watcher.id} ${((alarms[w] as number) / runs).toFixed(4)}`).join(", ")}`);
    rows.push(...watchers.map((watcher, w) => ({ source: id, auroc, watcher: watcher.id, falseAlarms: clopperPearson(alarms[w] as number, runs) })));
  }
  return { rows, free: measureFree(runs, createRandom(deriveSeed(seed, 999))) };
}
