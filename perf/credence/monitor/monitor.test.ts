import { describe, expect, it } from "vitest";
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { createRandom } from "../../../src/random/seeded.ts";
import { worlds } from "./contexts.ts";
import { listFindings } from "./findings.ts";
import { renderPage } from "./page.ts";
import { drawResampling, drawSwitches } from "./picture.ts";
import { closedForm, measureResampling } from "./resampling.ts";
import type { Measured, Parts } from "./results.ts";
import { watchRun } from "./runs.ts";
import { setting } from "./setting.ts";
import { createNormalSource, sourceKinds } from "./source.ts";
import { createWatchers } from "./watchers.ts";

const quiet = async (): Promise<void> => undefined;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const estimate = (value: number, low: number, high: number): Measured => ({ value, n: 100, interval: [low, high], level: 0.95, method: "test", seed: null });

describe("sources", () => {
  it.each(sourceKinds)("$id: AUROC and drift are those stated, and the ratio has mean 1 under h", ({ create }) => {
    const source = create(0.85, 4000);
    const run = source.start(createRandom(21));
    const n = 12_000;
    const human = Array.from({ length: n }, () => run.next(null));
    const contrast = Array.from({ length: n }, () => run.next(0));
    const score = (logRatios: readonly number[]): number => Math.log(mean(logRatios.map(Math.exp)));
    if (source.contrasts === 1) expect(Math.abs(mean(human.map((each, i) => (Math.sign(score(contrast[i]!) - score(each)) + 1) / 2)) - 0.85)).toBeLessThan(0.013);
    expect(Math.abs(mean(contrast.map((each) => each[0]!)) - source.drift)).toBeLessThan(0.05);
    expect(Math.abs(mean(human.map((each) => Math.exp(each[0]!))) - 1)).toBeLessThan(0.12);
  });

  it("the least informative law has the smallest drift, at every AUROC", () => {
    const [normal, least] = sourceKinds;
    expect(setting.aurocs.length).toBe(9);
    for (const auroc of setting.aurocs) expect(least!.create(auroc).drift).toBeLessThan(normal!.create(auroc).drift);
  });
});

it("a run that switches raises an alarm after the switch, with almost every weighting", () => {
  const source = createNormalSource(0.99);
  const watchers = createWatchers(source, createRandom(22));
  expect(watchers.map(({ id }) => id)).toEqual(["planned", "log-square", "inverse-square", "fixed-start", "fitted"]);
  const [planned, , , fixed] = watchRun(source, watchers, 30, 39, createRandom(23));
  expect(planned).toBeGreaterThanOrEqual(30);
  expect(fixed).toBeNull();
});

describe("resampling", () => {
  it("agrees with the closed form where there is one", async () => {
    const rows = await measureResampling(500, 24, quiet, 0);
    const known = rows.filter((row) => row.closedForm !== null);
    expect(known.length).toBe(worlds.length * setting.tries.length);
    for (const { share, closedForm: exact, world, tries } of known) {
      if (isCannotMeasure(share)) throw new Error(share.reason);
      const error = Math.sqrt((exact! * (1 - exact!)) / share.n);
      expect(Math.abs(share.value - exact!), `${world} ${tries}`).toBeLessThan(4 * error);
    }
    const page = renderPage({ resampling: { date: "2026-01-01", machine: { processor: "p", cores: 1, memoryGb: 1, system: "s", node: "v24" }, seed: 24, runs: 500, rows } });
    expect(page).toContain("limit fitted at that number of tries");
    expect(drawResampling(rows)).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });

  it("in closed form: redrawn authors leave the share where it is, held ones drive it up", () => {
    const [redrawn, held, free] = worlds.map((world) => setting.tries.map((tries) => closedForm(world, tries)));
    expect(new Set(redrawn).size).toBe(1);
    // scipy.stats.norm: d = sqrt(2) z(0.85), t = logit(0.1) - logit(0.3); 0.3 F(t/d - d/2) / (0.3 F(t/d - d/2) + 0.7 F(t/d + d/2)).
    expect(redrawn![0]).toBeCloseTo(0.04711551476913, 12);
    for (const curve of [held!, free!]) {
      expect(curve).toEqual(curve.toSorted((a, b) => a - b));
      expect(curve.at(-1)).toBeGreaterThan(setting.limit);
    }
  });
});

it("the page says what was not measured, and the findings count only what was", () => {
  const empty = renderPage({});
  expect(empty.match(/Not measured yet/g)).toHaveLength(3);
  expect(listFindings({})).toEqual([]);
  expect(drawSwitches([])).toContain("<svg");
});

it("a finding is decided by the end of the interval that speaks against it", () => {
  const machine = { processor: "p", cores: 1, memoryGb: 1, system: "s", node: "v24" };
  const parts = (high: number): Parts => ({ "false-alarms": { date: "d", machine, seed: 1, runs: 1, free: [], rows: [
    { source: "normal", auroc: 0.85, watcher: "planned", falseAlarms: estimate(0.03, 0.02, high) },
    { source: "normal", auroc: 0.85, watcher: "fitted", falseAlarms: estimate(0.2, 0.1, 0.3) },
  ] } });
  expect(listFindings(parts(0.059))).toMatchObject([{ figure: 0.059, reached: true }]);
  expect(listFindings(parts(0.061))).toMatchObject([{ figure: 0.061, reached: false }]);
});
