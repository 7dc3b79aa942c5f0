import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL("../examples/", import.meta.url));
const files = (await readdir(folder)).filter((name) => name.endsWith(".ts")).toSorted();

/** All numbers with a point in `line`, in order. */
const decimals = (line: string | undefined): number[] => [...(line ?? "").matchAll(/-?\d+\.\d+/g)].map(([number]) => Number(number));
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const checks: Readonly<Record<string, (lines: readonly string[]) => void>> = {
  "ask-with-choices.ts": (lines) => {
    const blocks = [lines.slice(0, 5), lines.slice(5)];
    expect(blocks.map((block) => block[0]?.split(" ")[0])).toEqual(["plain-continuation", "expert-panel"]);
    for (const block of blocks) {
      const answers = block.slice(1, 4).map(decimals);
      expect(sum(answers.map(([probability]) => probability ?? NaN))).toBeCloseTo(1, 2);
      expect(answers[0]?.[0]).toBeGreaterThan(answers[2]?.[0] ?? NaN);
      for (const [, logprob] of answers) expect(logprob).toBeLessThan(0);
      expect(block[4]).toContain("cannot-measure");
    }
    expect(blocks[0]?.[1]).toContain("because of the yeast");
  },
  "hidden-state.ts": (lines) => {
    expect(lines.slice(0, 3).map((line) => /^\d: (\d+) numbers/.exec(line)?.[1])).toEqual(["4", "4", "4"]);
    for (const line of lines.slice(0, 3)) expect(decimals(line)[1]).toBeGreaterThan(0);
    const [experts = NaN, firstToAssistant, secondToAssistant] = lines.slice(3).map((line) => decimals(line)[0]);
    expect(experts).toBeGreaterThan(firstToAssistant ?? NaN);
    expect(experts).toBeGreaterThan(secondToAssistant ?? NaN);
  },
  "reason.ts": (lines) => {
    expect(lines.slice(0, 3).map((line) => line.slice(0, 2))).toEqual(["1.", "2.", "3."]);
    for (const line of lines.slice(0, 3)) expect(line).toContain("cannot-measure");
    expect(lines[3]).toMatch(/^answer: ".*", [1-9]\d* tokens drawn$/);
    expect(lines[4]).toMatch(/^resumed after 3 of 6 steps: the same steps, the same answer$/);
  },
  "own-premise.ts": (lines) => {
    expect(lines[0]).toMatch(/^bakers-almanac [0-9a-f]{12}$/);
    expect(lines.join("\n")).not.toMatch(/^error/m);
    expect(lines.at(-4)).toBe("Question: Why does the bread rise? ⏎ ‹Answer:› magic");
    expect(lines.at(-3)).toBe("changed: newline, label");
    expect(sum(lines.slice(-2).flatMap(decimals))).toBeCloseTo(1, 2);
  },
  "read-a-run.ts": (lines) => {
    expect(lines[0]).toMatch(/\(done, \d+ tokens written\)$/);
    const steps = lines.slice(1, -1).map((line) => /^([0-9a-f]{12}) after ([0-9a-f]{12}|nothing): (\w+),/.exec(line));
    expect(steps.map((step) => step?.[3])).toEqual(["gate", "gate", "render", "sample", "sample", "answer"]);
    steps.forEach((step, i) => expect(step?.[2]).toBe(i === 0 ? "nothing" : steps[i - 1]?.[1]));
    expect(lines.at(-1)).toBe("after an edit: run/damaged");
  },
  "sample-and-cluster.ts": (lines) => {
    const answers = lines.slice(0, -1).map((line) => ({ count: Number(/^ *(\d+) of 40/.exec(line)?.[1]), numbers: decimals(line) }));
    expect(sum(answers.map(({ count }) => count))).toBe(40);
    expect(answers.length).toBeGreaterThan(1);
    expect(answers[0]?.count).toBeGreaterThan(answers.at(-1)?.count ?? NaN);
    for (const { count, numbers: [share = NaN, low, high] } of answers) {
      expect(share).toBeCloseTo(count / 40, 3);
      expect(low).toBeLessThanOrEqual(share);
      expect(high).toBeGreaterThan(share);
    }
  },
  "score-texts.ts": (lines) => {
    const [yeast, moon] = lines.map(decimals);
    expect(yeast?.[0]).toBeGreaterThan(moon?.[0] ?? NaN);
    for (const [total = NaN, , ...tokens] of [yeast ?? [], moon ?? []]) expect(Math.abs(sum(tokens) - total)).toBeLessThan(0.05);
    expect(lines[2]).toBe("refused: score/boundary-moved");
  },
  "world-posterior.ts": (lines) => {
    const rows = lines.slice(1).map(decimals);
    expect(rows.length).toBe(12);
    for (let start = 0; start < rows.length; start += 4) {
      for (const column of [0, 1]) expect(Math.abs(sum(rows.slice(start, start + 4).map((row) => row[column] ?? NaN)) - 1)).toBeLessThan(0.01);
    }
    // 400 posteriors of a quantity between 0 and 1: four standard errors are at most 0.1.
    for (const [exact = NaN, measured = NaN] of rows) expect(Math.abs(exact - measured)).toBeLessThan(0.1);
    expect(rows[5]?.[0]).toBeGreaterThan(rows[1]?.[0] ?? NaN);
  },
};

describe("every example runs offline, and shows what it says", () => {
  let home = "";
  beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), "premise-examples-"))));
  afterAll(() => rm(home, { recursive: true, force: true }));

  it("has a check for each file, and each stands in the table", async () => {
    expect(files.length).toBeGreaterThan(0);
    expect(Object.keys(checks).toSorted()).toEqual(files);
    const page = await readFile(join(folder, "README.md"), "utf8");
    for (const file of files) expect(page).toContain(`[${file}](${file})`);
  });

  it.each(files)("%s", async (file) => {
    const env = { PATH: process.env["PATH"] ?? "", HOME: home, TMPDIR: home, HF_HUB_OFFLINE: "1" };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, file)], { env });
    expect(stderr).toBe("");
    checks[file]?.(stdout.trimEnd().split("\n"));
    expect(await readdir(home)).toEqual([]);
  });
});
