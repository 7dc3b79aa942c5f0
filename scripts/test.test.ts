import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { skipPart, summarise, toPart } from "./test/part.ts";
import { runNode } from "./test/run.ts";
import { toPart as fromVitest } from "./test/vitest.ts";
import type { Counts } from "./vitest/counts.ts";

const none: Counts = { passed: 0, failed: [], skipped: [], problems: [] };

describe("summary", () => {
  it("ends with the counts, skips with their reasons before it", () => {
    const { text, isGreen } = summarise([toPart("types", []), fromVitest(0, { ...none, passed: 3, skipped: ["a > b: no network"] }), skipPart("model m", "no source")]);
    expect(text).toBe("skipped  a > b: no network\nskipped  model m: no source\n4 passed, 0 failed, 2 skipped\n");
    expect(isGreen).toBe(true);
  });

  it("is red when a part failed, and says why", () => {
    const { text, isGreen } = summarise([toPart("layers", ["src/a.ts:1: upward"]), fromVitest(0, { ...none, passed: 1 })]);
    expect(text).toBe("failed   layers\n         src/a.ts:1: upward\n1 passed, 1 failed, 0 skipped\n");
    expect(isGreen).toBe(false);
  });

  it("is red when nothing ran", () => {
    expect(summarise([]).isGreen).toBe(false);
    expect(summarise([skipPart("a", "b")]).isGreen).toBe(false);
  });

  it("counts failures outside tests, and an exit code that nothing explains", () => {
    expect(fromVitest(1, { ...none, failed: ["a > b: no", "a > c: no"] })).toMatchObject({ failed: 2, problems: ["a > b: no", "a > c: no"] });
    expect(fromVitest(1, { ...none, passed: 5, problems: ["x.test.ts: does not load"] }).failed).toBe(1);
    expect(fromVitest(1, { ...none, passed: 5 }).failed).toBe(1);
    expect(fromVitest(1, null).failed).toBe(1);
  });
});

describe("counts of a vitest run", () => {
  const files = {
    "mixed.test.ts": `import { it, expect, describe } from "vitest";
      it("passes", () => expect(1).toBe(1));
      it("fails", () => expect(1).toBe(2));
      it("skips with a reason", (context) => context.skip("no model here"));
      describe("group", () => { it.skip("skips without", () => {}); it.todo("later"); });`,
    "broken.test.ts": `import "./gone.ts";`,
    "noisy.test.ts": `import { it } from "vitest"; it("talks", () => { console.log("hello"); });`,
  };

  it("tell passed, failed, skipped with reasons, files that do not load, and console output", async () => {
    mkdirSync("node_modules/.cache", { recursive: true });
    const root = mkdtempSync("node_modules/.cache/premise-counts-test-");
    const counts = join(tmpdir(), `premise-counts-${process.pid}.json`);
    try {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
      writeFileSync(join(root, "vitest.config.ts"), `export default { test: { root: ${JSON.stringify(join(process.cwd(), root))}, include: ["*.test.ts"], setupFiles: [${JSON.stringify(join(process.cwd(), "scripts/vitest/quiet.ts"))}] } };`);
      const args = ["node_modules/vitest/vitest.mjs", "run", "--config", join(root, "vitest.config.ts"), "--reporter=./scripts/vitest/counts.ts"];
      const { code } = await runNode(args, { show: false, env: { PREMISE_TEST_COUNTS: counts } });
      const read = JSON.parse(readFileSync(counts, "utf8")) as Counts;
      expect(code).toBe(1);
      expect({ passed: read.passed, failed: read.failed }).toEqual({ passed: 1, failed: ["mixed.test.ts > fails: expected 1 to be 2 // Object.is equality", "noisy.test.ts > talks: Console output in this test: console.log(hello)"] });
      expect(read.skipped).toEqual([
        "mixed.test.ts > skips with a reason: no model here",
        "mixed.test.ts > group > skips without",
        "mixed.test.ts > group > later",
      ]);
      expect(read.problems).toHaveLength(1);
      expect(read.problems[0]).toContain("broken.test.ts");
    } finally {
      rmSync(root, { recursive: true });
      rmSync(counts, { force: true });
    }
  });
});
