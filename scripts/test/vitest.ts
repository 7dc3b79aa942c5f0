/** @module Runs vitest and reads what came of it from our own reporter. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Counts } from "../vitest/counts.ts";
import type { Part } from "./part.ts";
import { runNode } from "./run.ts";

/** @param args patterns and options for vitest; none runs all tests. */
export async function runVitest(args: readonly string[]): Promise<Part> {
  const folder = mkdtempSync(join(tmpdir(), "premise-test-"));
  const counts = join(folder, "counts.json");
  try {
    const command = ["node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--reporter=./scripts/vitest/counts.ts", ...args];
    const { code } = await runNode(command, { show: true, env: { PREMISE_TEST_COUNTS: counts } });
    return toPart(code, readCounts(counts));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Failures outside tests count as one failed test each; an exit code that no failure explains counts as one as well. */
export function toPart(code: number, counts: Counts | null): Part {
  const { passed, failed, skipped, problems } = counts ?? { passed: 0, failed: [], skipped: [], problems: ["vitest did not finish"] };
  const explained = [...failed, ...problems];
  const all = code !== 0 && explained.length === 0 ? [`vitest ended with exit code ${code}`] : explained;
  return { name: "tests", passed, failed: all.length, skipped, problems: all };
}

function readCounts(path: string): Counts | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Counts;
  } catch {
    return null;
  }
}
