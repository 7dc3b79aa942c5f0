/** @module What the benchmark of the proxies reads, computes and writes, without peers. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "../engine/row.ts";
import { arms } from "./arms/list.ts";
import { type Bucket, parseLoad, undoCorrection, writeScript } from "./load.ts";
import type { Trial } from "./measure.ts";
import { renderPage } from "./page.ts";
import { renderPicture } from "./picture.ts";
import { listComparisons, listFigures, type Report } from "./report.ts";
import { parseStat } from "./server.ts";
import { answer, answerText, createRequest } from "./setting.ts";

/** As wrk 4.1.0 does it, in `stats_correct`. */
function correct(buckets: readonly Bucket[], expected: number): Bucket[] {
  const counts = new Map(buckets);
  const longest = Math.max(...counts.keys());
  for (let n = 2 * expected; n <= longest; n++) {
    const count = counts.get(n) ?? 0;
    for (let m = n - expected; count > 0 && m > expected; m -= expected) counts.set(m, (counts.get(m) ?? 0) + count);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

describe("wrk's report", () => {
  const output = (report: object): string => `Running 2s test @ http://127.0.0.1:1/v1\n  1 threads and 4 connections\n  Latency ...\nreport: ${JSON.stringify(report)}\n`;

  it("gives what was measured, not what wrk adds", () => {
    const counts = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 9 })), { minLength: 1, selector: ([value]) => value });
    fc.assert(fc.property(counts, fc.integer({ min: 1, max: 60 }), (buckets, expected) => {
      const undone = undoCorrection(correct(buckets, expected), expected).filter(([, count]) => count > 0);
      expect(undone).toEqual(buckets.toSorted(([a], [b]) => a - b));
    }));
  });

  it("tells rate and percentiles", () => {
    const latency = correct([[100, 97], [400, 2], [2000, 1]], 160);
    expect(latency.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(100);
    expect(parseLoad(output({ requests: 100, microseconds: 4000, errors: 0, latency }))).toEqual({ requests: 100, seconds: 0.004, p50: 0.1, p99: 0.4, longest: 2 });
  });

  it("of fewer requests than connections is taken as it is, since nothing was added", () => {
    expect(parseLoad(output({ requests: 3, microseconds: 4000, errors: 0, latency: [[100, 2], [3000, 1]] }))).toMatchObject({ requests: 3, p50: 0.1, p99: 3 });
  });

  it("with a failed request, too few of them, or none at all, is an error", () => {
    const latency = [[100, 8]];
    expect(() => parseLoad(output({ requests: 8, microseconds: 4000, errors: 1, latency }))).toThrow("of 8 requests 1 failed");
    expect(() => parseLoad(output({ requests: 9, microseconds: 4000, errors: 0, latency }))).toThrow("8 have a latency");
    expect(() => parseLoad(output({ requests: 0, microseconds: 4000, errors: 0, latency: [] }))).toThrow("of 0 requests");
    expect(() => parseLoad("unable to connect")).toThrow("wrk reported nothing: unable to connect");
  });

  it("comes of a script that holds the request and its headers as they are", () => {
    const folder = mkdtempSync(join(tmpdir(), "premise-proxy-test-"));
    try {
      writeScript(join(folder, "arm.lua"), { headers: { authorization: "Bearer a]b" }, model: 'm"\\' });
      const script = readFileSync(join(folder, "arm.lua"), "utf8");
      expect(script).toContain(`[==[${createRequest('m"\\')}]==]`);
      expect(script).toContain("wrk.headers[ [==[authorization]==] ] = [==[Bearer a]b]==]");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

it("the upstream's answer can stand in nginx's configuration, and is that of a chat", () => {
  expect(answer).not.toMatch(/['$]/);
  expect(JSON.parse(answer)).toMatchObject({ choices: [{ message: { content: answerText } }], usage: { total_tokens: 73 } });
});

it("a process is told by its group, whatever it is called", () => {
  expect(parseStat("7 (a (b) c) S 1 42 42 0 -1 4194304 1 2 3 4 150 25 0 0 20")).toEqual({ group: 42, ticks: 175 });
});

describe("the report", () => {
  const factor: Record<string, number> = { direct: 0.02, portkey: 1, litellm: 10, premise: 0.5, "premise-key": 0.8 };
  const trials = arms.flatMap(({ id }) => ([1, 64] as const).flatMap((connections) => Array.from({ length: 5 }, (_, round): Trial => {
    const p50 = (factor[id] ?? 1) * connections * (1 + 0.01 * round);
    return { arm: id, connections, round, requests: 4000 / p50, seconds: 4, p50, p99: 3 * p50, longest: 9 * p50, cpuMicroseconds: 500, idle: id === "direct" ? null : { arm: "litellm", share: 0.01 * round } };
  })));
  const report: Report = {
    rounds: 5, seconds: 4, warmUp: 8, seed: 1, date: "2026-11-26", machine: { processor: "p", cores: 2, memoryGb: 24, system: "linux 6", node: "v24.0.0" },
    arms: arms.map(({ id, title, method }) => ({ id, title, method, version: `${id} 1` })), figures: listFigures(trials), comparisons: listComparisons(trials), trials,
  };
  const find = (ours: string, peer: string, connections: number, name: string) => report.comparisons.find((each) => each.ours === ours && each.peer === peer && each.connections === connections && each.row.name.startsWith(name))?.row;

  it("compares round by round, above 1 where ours is better", () => {
    expect(find("premise", "portkey", 64, "requests")).toMatchObject({ estimate: { kind: "cannot-measure" }, bar: { limit: 1.5 } });
    const varied = listComparisons(trials.map((trial) => ({ ...trial, p50: trial.p50 * (trial.arm === "premise" ? 1 + 0.02 * trial.round : 1) })));
    expect(varied.find(({ ours, peer, connections, row }) => ours === "premise" && peer === "litellm" && connections === 1 && row.name.startsWith("p50"))?.row.estimate).toMatchObject({ value: 20 / 1.04, n: 5 });
  });

  it("has a bar for each thing that was asked", () => {
    const barred = report.comparisons.filter(({ row }) => row.bar !== null);
    expect(barred).toHaveLength(10);
    expect(barred.filter(({ ours }) => ours === "premise-key").map(({ peer, connections, row }) => [peer, connections, row.name, row.bar])).toEqual([["portkey", 64, "requests a second", { kind: "least", limit: 1 }]]);
    expect(judge({ name: "", unit: "ratio", note: "", bar: find("premise", "litellm", 1, "p99")?.bar ?? null, estimate: { value: 0.9, n: 5, interval: [0.8, 0.95], level: 0.95, method: "", seed: 1 } })).toBe("missed");
  });

  it("tells what a proxy adds to the direct way", () => {
    const added = report.figures.find(({ arm, connections, measure }) => arm === "portkey" && connections === 1 && measure === "addedP50");
    expect(added?.estimate).toMatchObject({ value: 0.98 * 1.02 });
    expect(report.figures.some(({ arm, measure }) => arm === "direct" && measure === "addedP50")).toBe(false);
    expect(listFigures(trials.filter(({ arm }) => arm !== "direct")).some(({ measure }) => measure === "addedP99")).toBe(false);
  });

  it("becomes a page that names every arm, figure and verdict, and a picture", () => {
    const page = renderPage(report);
    for (const { title, version } of report.arms) expect(page).toContain(`**${title}** (${version})`);
    expect(page).toContain("| LiteLLM | 98/s [");
    expect(page).toContain("took 2.0 % of a core in half of the trials, and 4.0 % at most (litellm)");
    expect(page).not.toMatch(/NaN|undefined/);
    expect(renderPicture(report)).toMatch(/^<svg/);
  });
});
