import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { childPath, killRuns, readWork, samplingProgram } from "../../../test/durable/killing.ts";
import { freshDirectory, makeTemplate } from "../../../test/store/fresh.ts";
import { spawnChild } from "../../../test/store/spawned.ts";
import { createRandom } from "../../random/seeded.ts";
import type { ChildSpec } from "../../../test/durable/child.ts";

const start = (spec: ChildSpec) => {
  const child = spawnChild(childPath, [JSON.stringify(spec)]);
  onTestFinished(() => void child.process.kill("SIGKILL"));
  return child;
};

it("goes on after kill -9 where the record ends, and ends with the steps of a run that nobody disturbed", async () => {
  const directory = freshDirectory();
  cpSync(await makeTemplate(), join(directory, "store"), { recursive: true });
  const spec = { directory, schema: "premise_runs", program: samplingProgram, model: "world:dated", log: join(directory, "log") };
  const killed = await killRuns({ spec, input: { seed: 5, steps: 30, tokens: 8 }, kills: 4, mostSeconds: 0.3, random: createRandom(11), start });
  expect(killed.problems).toEqual([]);
  expect(killed.kills).toBe(4);
  expect(killed.resumedAt.length).toBeGreaterThanOrEqual(4);
}, 300_000);

it("would see a step that is done again although it was recorded, and one that is lost", () => {
  expect(readWork(["a 0", "a 1", "a 2", "a have 2", "a 2", "b 0", "a 3"], ["a"])).toEqual({ resumedAt: [2], lost: 1, problems: [] });
  expect(readWork(["a 0", "a 1", "a have 2", "a 1"], ["a"]).problems).toEqual(["run a did step 1 where 2 was due"]);
  expect(readWork(["a 0", "a have 2", "a 2"], ["a"]).problems).toEqual(["run a has 2 steps recorded, 1 were done"]);
});
