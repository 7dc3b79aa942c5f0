import { truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startChild } from "../../../test/store/child.ts";
import { freshDirectory, freshPgliteDirectory } from "../../../test/store/fresh.ts";
import { storeCases } from "../../testing/store-conformance.ts";
import { endCases, keyCases } from "../../testing/store/keys.ts";
import { exampleOpening } from "../../testing/store/examples.ts";
import { openPgliteStore } from "./store.ts";

const open = async () => {
  const store = await openPgliteStore(await freshPgliteDirectory());
  onTestFinished(() => store.close());
  return store;
};

/** All cases run in `sql-store.test.ts`; these show that calls, answers and errors cross between the threads. */
for (const each of [...keyCases.slice(0, 2), ...endCases]) {
  it(each.name, () => each.run({ open, openAgain: open }), 120_000);
}

it("has every method of a store", async () => {
  const store = await open();
  const methods = ["address", "createKey", "listKeys", "revokeKey", "open", "settle", "listOpen", "listRequests", "sumUsage", "appendRun", "listRuns", "findRuns", "close"] as const;
  expect(methods.map((method) => typeof store[method])).toEqual(methods.map(() => "function"));
  expect(storeCases.length).toBeGreaterThan(15);
}, 120_000);

it("makes a new database, and finds it again", async () => {
  const directory = join(freshDirectory(), "a", "store");
  const first = await openPgliteStore(directory);
  await first.open([exampleOpening("r")]);
  await first.close();
  await using second = await openPgliteStore(directory);
  expect((await second.listOpen("here")).map(({ requestId }) => requestId)).toEqual(["r"]);
}, 120_000);

it("says so when the directory cannot be one, or is damaged", async () => {
  await expect(openPgliteStore("/dev/null/store")).rejects.toMatchObject({ code: "store/unreadable" });
  const directory = await freshPgliteDirectory();
  truncateSync(join(directory, "global/pg_control"), 100);
  await expect(openPgliteStore(directory)).rejects.toMatchObject({ code: "store/unreadable", message: expect.stringContaining(directory) });
}, 120_000);

it("still has everything that it acknowledged after a kill -9 in the middle of writes, ten times", async () => {
  const directory = await freshPgliteDirectory();
  const acknowledged = new Set<string>();
  for (let round = 0; round < 10; round++) {
    const child = startChild("pglite-writer.ts", [directory, String(round)]);
    const have = new Set(itemsOf(await child.nextLine()));
    const missing = [...acknowledged].filter((item) => !have.has(item) && !have.has(item.replace("open", "ended")));
    expect(missing, `round ${round}`).toEqual([]);
    for (let lines = 0; lines < 3 + round * 7; lines++) for (const item of itemsOf(await child.nextLine())) acknowledged.add(item);
    for (const line of await child.kill()) for (const item of itemsOf(line)) acknowledged.add(item);
  }
  expect(acknowledged.size).toBeGreaterThan(1000);
}, 300_000);

function itemsOf(line: string): readonly string[] {
  return line.replace(/^\w+ /, "").split(",").filter((item) => item !== "");
}
