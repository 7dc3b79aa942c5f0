/** @module How often and how soon the monitor catches a change of author on the way. */
import { createRandom, deriveSeed } from "../../../src/random/seeded.ts";
import { clopperPearson } from "../../../src/stats/clopper-pearson.ts";
import type { SwitchRow } from "./results.ts";
import { watchRun } from "./runs.ts";
import { longest, type Progress, setting } from "./setting.ts";
import { listCells } from "./source.ts";
import { createWatchers } from "./watchers.ts";

type Outcome = { readonly switchAt: number; readonly alarms: readonly (number | null)[] };

export async function measureSwitches(runs: number, seed: number, progress: Progress): Promise<SwitchRow[]> {
  const all: SwitchRow[] = [];
  for (const [i, { id, create, auroc }] of listCells().entries()) {
    const random = createRandom(deriveSeed(seed, i));
    const source = create(auroc);
    const watchers = createWatchers(source, random);
    const outcomes = Array.from({ length: runs }, (): Outcome => {
      const switchAt = 1 + random.below(setting.steps);
      return { switchAt, alarms: watchRun(source, watchers, switchAt, Math.min(longest, switchAt + setting.within - 1), random) };
    });
    const rows = watchers.map((watcher, w): SwitchRow => ({ source: id, auroc, drift: source.drift, watcher: watcher.id, ...summarise(outcomes, w) }));
    await progress(`switches: ${id}, AUROC ${auroc}: ${rows.map(({ watcher, caught }) => `${watcher} ${"value" in caught ? caught.value.toFixed(3) : caught.reason}`).join(", ")}`);
    all.push(...rows);
  }
  return all;
}

function summarise(outcomes: readonly Outcome[], w: number): Pick<SwitchRow, "caught" | "inside" | "cut" | "early"> {
  const isCaught = ({ switchAt, alarms }: Outcome, last: number): boolean => {
    const alarm = alarms[w] ?? null;
    return alarm !== null && alarm >= switchAt && alarm <= last;
  };
  const inside = outcomes.filter(({ switchAt }) => switchAt + setting.within - 1 <= setting.steps);
  const share = (of: readonly Outcome[], last: number): SwitchRow["caught"] => clopperPearson(of.filter((each) => isCaught(each, last)).length, of.length);
  const early = outcomes.filter(({ switchAt, alarms }) => (alarms[w] ?? Infinity) < switchAt).length;
  return { caught: share(outcomes, Infinity), inside: share(inside, Infinity), cut: share(outcomes, setting.steps), early: clopperPearson(early, outcomes.length) };
}
