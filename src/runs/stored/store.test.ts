import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmbedded, type Embedded } from "../../../test/store/embedded.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import type { Store } from "../../store/store.ts";
import { exampleSetting, exampleStep, runStoreCases } from "../../testing/run-store-conformance.ts";
import type { RunStoreSetting } from "../run.ts";
import { createStoredRunStore } from "./store.ts";

let embedded: Embedded;
beforeAll(async () => void (embedded = await createEmbedded()));
afterAll(() => embedded.close());

const create = async (setting: RunStoreSetting) => createStoredRunStore({ ...setting, store: await embedded.createStore() });

describe("conformance", () => {
  it("has cases to run", () => expect(runStoreCases.length).toBeGreaterThan(4));
  for (const each of runStoreCases) it(each.name, () => each.run(create));
});

async function recordOne(): Promise<{ store: Store; id: string }> {
  const store = await embedded.createStore();
  const recorder = await createStoredRunStore({ ...exampleSetting(), store }).start({ kind: "ask", title: "a" });
  await recorder.record(exampleStep());
  return { store, id: recorder.header.id };
}

it("keeps the lines of a file", async () => {
  const { store, id } = await recordOne();
  const [run] = await store.listRuns();
  expect(run?.id).toBe(id);
  expect(run?.text.trimEnd().split("\n").map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(["header", "step"]);
});

it("lists a damaged run beside the others, and does not read it", async () => {
  const { store, id } = await recordOne();
  await store.appendRun("20260101T000000000Z-0", "{}\n", 0);
  const runs = createStoredRunStore({ ...exampleSetting(), store });
  expect((await runs.list()).map(({ header, status }) => [header.id, status])).toEqual([[id, "running"], ["20260101T000000000Z-0", "damaged"]]);
  await expect(runs.read("20260101")).rejects.toMatchObject({ code: "run/damaged" });
});

it("says when another writes to the same run, or the store is away", async () => {
  const store = await embedded.createStore();
  const recorder = await createStoredRunStore({ ...exampleSetting(), store }).start({ kind: "ask", title: "a" });
  const text = (await store.listRuns())[0]?.text ?? "";
  await store.appendRun(recorder.header.id, "x\n", Buffer.byteLength(text));
  await expect(recorder.record(exampleStep())).rejects.toMatchObject({ code: "run/write-failed" });
  const away = createStoredRunStore({ ...exampleSetting(), store: Promise.reject(new PremiseError("store/unavailable", { problem: "refused" })) });
  await expect(away.start({ kind: "ask", title: "a" })).rejects.toMatchObject({ code: "run/write-failed" });
  await expect(away.list()).rejects.toMatchObject({ code: "store/unavailable" });
});
