import { afterAll, beforeAll, expect, it } from "vitest";
import { createEmbedded, type Embedded } from "../../../test/store/embedded.ts";
import { exampleOpening, exampleSettlement, times } from "../../testing/store/examples.ts";
import { tidyUp, withUpkeep } from "./upkeep.ts";

let embedded: Embedded;
beforeAll(async () => void (embedded = await createEmbedded()));
afterAll(() => embedded.close());

async function sizeOf(table: string): Promise<number> {
  const { rows } = await embedded.client.query<{ size: number }>(`select pg_relation_size('${table}') as size`);
  return rows[0]?.size ?? Number.NaN;
}

it("takes away dead rows and moves the log's beginning on", async () => {
  const store = await embedded.createStore();
  const ids = times(2000, (i) => `r${i}`);
  await store.open(ids.map((id) => exampleOpening(id)));
  await store.settle(ids.map((id) => exampleSettlement(id)));
  const redo = async () => (await embedded.client.query<{ redo: string }>("select redo_lsn::text as redo from pg_control_checkpoint()")).rows[0]?.redo;
  const before = { size: await sizeOf("premise_open_requests"), redo: await redo() };
  expect(before.size).toBeGreaterThan(100_000);
  await tidyUp(embedded.client);
  expect(await sizeOf("premise_open_requests")).toBeLessThan(before.size / 10);
  expect(await redo()).not.toBe(before.redo);
});

it("comes after so many requests and texts, and is no matter when it fails", async () => {
  const inner = await embedded.createStore();
  const said: string[] = [];
  const exec = (statement: string) => {
    said.push(statement);
    return Promise.reject(new Error("not now"));
  };
  const store = withUpkeep({ ...inner, settle: () => Promise.resolve(), appendRun: () => Promise.resolve() }, { exec });
  const many = times(4096, (i) => exampleSettlement(`r${i}`));
  for (let i = 0; i < 3; i++) await store.settle(many);
  expect(said).toEqual([]);
  await store.settle(many);
  expect(said).toHaveLength(1);
  for (let i = 0; i < 40; i++) await store.appendRun("a", "x".repeat(1e6), 0);
  expect(said).toHaveLength(2);
});
