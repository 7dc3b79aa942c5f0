import { expect, it } from "vitest";
import { exampleSetting, exampleStep } from "../testing/run-store-conformance.ts";
import { createMemoryRunStore } from "./memory/store.ts";
import { createSteps } from "./steps.ts";

const start = () => createMemoryRunStore(exampleSetting()).start({ kind: "reason", title: "a" });

it("does each step once, and gives back what was done before", async () => {
  const first = createSteps(await start());
  const done = [await first.take(async () => exampleStep()), await first.take(async () => ({ ...exampleStep(), seed: 8 }))];
  let works = 0;
  const second = createSteps(await start(), { known: done.slice(0, 1) });
  const again = [await second.take(async () => (works++, exampleStep())), await second.take(async () => (works++, { ...exampleStep(), seed: 8 }))];
  expect(again).toEqual(done);
  expect(works).toBe(1);
});

it("refuses a step that is not what it names, and does nothing once it has to stop", async () => {
  const done = await createSteps(await start()).take(async () => exampleStep());
  const forged = createSteps(await start(), { known: [{ ...done, seed: 99 }] });
  await expect(forged.take(async () => exampleStep())).rejects.toMatchObject({ code: "run/damaged" });
  let works = 0;
  const stopped = createSteps(await start(), { signal: AbortSignal.abort() });
  await expect(stopped.take(async () => (works++, exampleStep()))).rejects.toMatchObject({ code: "run/interrupted" });
  expect(works).toBe(0);
});
