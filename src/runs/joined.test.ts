import { expect, it } from "vitest";
import { exampleSetting, exampleStep, runStoreCases } from "../testing/run-store-conformance.ts";
import { createJoinedRunStore } from "./joined.ts";
import { createMemoryRunStore } from "./memory/store.ts";
import type { RunStore } from "./run.ts";

for (const each of runStoreCases) it(each.name, () => each.run((setting) => createJoinedRunStore(createMemoryRunStore(setting), [createMemoryRunStore(setting)])));

async function record(store: RunStore, title: string): Promise<string> {
  const recorder = await store.start({ kind: "ask", title });
  await recorder.record(exampleStep());
  await recorder.finish("done");
  return recorder.header.id;
}

it("shows the runs of all, newest first, and writes into the first", async () => {
  const setting = exampleSetting();
  const [one, two] = [createMemoryRunStore(setting), createMemoryRunStore(setting)];
  const joined = createJoinedRunStore(one, [two]);
  const ids = [await record(two, "old"), await record(joined, "new")];
  expect((await joined.list()).map(({ header }) => header.title)).toEqual(["new", "old"]);
  expect((await one.list()).map(({ header }) => header.title)).toEqual(["new"]);
  for (const id of ids) expect((await joined.read(id)).header.id).toBe(id);
  await expect(joined.read("20260")).rejects.toMatchObject({ code: "run/unknown", details: { suggestion: " alone: 2 runs begin like this" } });
  await expect(joined.read("x")).rejects.toMatchObject({ code: "run/unknown" });
});
