import { expect, it } from "vitest";
import { createReasonRecord } from "../../test/doubles/reason-record.ts";
import { PremiseError } from "../errors/premise-error.ts";
import type { RunRecord } from "./run.ts";
import { identifyStep } from "./step.ts";
import { digestSteps, verifyRun } from "./verify.ts";

const record = createReasonRecord();
const { id } = record.header;
const change = (index: number, part: object): RunRecord => ({ ...record, steps: record.steps.map((step, i) => (i === index ? { ...step, ...part } : step)) });

it("gives a sound run's digest, which stands for all of its steps", async () => {
  expect(await verifyRun("2026", async () => record)).toEqual({ id, status: "done", steps: 10, digest: digestSteps(record.steps), damage: null });
  const { id: _, ...refused } = { ...record.steps[3]!, seed: 99 };
  expect(digestSteps(record.steps.map((step, i) => (i === 3 ? identifyStep(refused, null) : step)))).not.toBe(digestSteps(record.steps));
  expect(await verifyRun(id, async () => ({ ...record, steps: [] }))).toMatchObject({ steps: 0, damage: null });
});

it.each<[string, RunRecord, number]>([
  ["a text", change(3, { output: { text: "another" } }), 4],
  ["a verdict", change(4, { verdict: null }), 5],
  ["a credence", change(2, { credences: null }), 3],
  ["a parent", change(5, { parent: record.steps[0]?.id }), 6],
  ["a step taken out", { ...record, steps: record.steps.filter((_, i) => i !== 4) }, 5],
  ["a step twice", { ...record, steps: [...record.steps, ...record.steps.slice(-1)] }, 11],
])("says where a changed run is damaged, whatever the store says: %s", async (_, changed, step) => {
  expect(await verifyRun(id, async () => changed)).toMatchObject({ id, status: null, steps: null, damage: { code: "run/damaged", step } });
});

it("does not look at costs: they are outside the chain", async () => {
  const cost = { ...record.steps[2]!.cost, seconds: 99 };
  expect((await verifyRun(id, async () => change(2, { cost }))).damage).toBeNull();
});

it("tells damage that the store found, and leaves other errors alone", async () => {
  const fail = (error: unknown) => verifyRun("a", async () => await Promise.reject(error as Error));
  expect(await fail(new PremiseError("run/damaged", { run: "abc", step: 0, problem: "p" }))).toEqual({ id: "abc", status: null, steps: null, digest: null, damage: { code: "run/damaged", step: null, problem: "p" } });
  expect(await fail(new PremiseError("input/unreadable", { path: "x", problem: "no permission" }))).toMatchObject({ id: "a", damage: { code: "input/unreadable", problem: "no permission" } });
  await expect(fail(new PremiseError("run/unknown", { run: "a", suggestion: "" }))).rejects.toMatchObject({ code: "run/unknown" });
  await expect(fail(new TypeError("x"))).rejects.toThrow(TypeError);
});
