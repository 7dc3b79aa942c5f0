import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createEmbedded, type Embedded } from "../../test/store/embedded.ts";
import { mountSmallDisk } from "../../test/store/small-disk.ts";
import { systemClock } from "../random/clock.ts";
import { exampleKey, readBudgets } from "../testing/store/examples.ts";
import { createLedger } from "./journal-ledger.ts";
import type { NewEntry } from "./ledger.ts";

let embedded: Embedded;
beforeAll(async () => void (embedded = await createEmbedded()));
afterAll(() => embedded.close());

const newEntry = (requestId: string, keyId: string | null): NewEntry => ({ requestId, keyId, route: "/".repeat(3000), model: null, streamed: true, hold: { requests: 1, tokens: 10, micros: 0 } });
const end = { outcome: "done", status: 200, usage: { promptTokens: 1, cachedTokens: 0, scoredTokens: 0, generatedTokens: 1 }, charge: { requests: 1, tokens: 2, micros: 0 }, exact: true } as const;
const full = { code: "store/write-failed" };

it("lets nothing begin that the journal cannot keep, gives back what was held, and tells the store what ends", async ({ skip }) => {
  using small = mountSmallDisk(skip);
  const disk = small.path;
  const store = await embedded.createStore();
  await store.createKey(exampleKey("k", { requests: 5 }));
  const ledger = createLedger({ directory: disk, owner: "here", clock: systemClock, store: Promise.resolve(store) });
  const early = await ledger.open(newEntry("early", "k"), { hasBudget: true });
  expect(() => writeFileSync(join(disk, "ballast"), Buffer.alloc(100_000))).toThrow(/ENOSPC/);
  await expect(ledger.open(newEntry("free", null), { hasBudget: false })).rejects.toMatchObject(full);
  await expect(ledger.open(newEntry("budgeted", "k"), { hasBudget: true })).rejects.toMatchObject(full);
  for (let filled = false; !filled; ) {
    try {
      early.progress(end.usage);
    } catch (error) {
      expect(error).toMatchObject(full);
      filled = true;
    }
  }
  expect(() => early.settle(end)).toThrow(expect.objectContaining(full));
  early.settle(end);
  await ledger.flush();
  expect(await readBudgets(store, "k")).toEqual({ requests: "1/0" });
  expect(Object.fromEntries((await store.listRequests({ limit: 9 })).map(({ requestId, settlement }) => [requestId, settlement?.outcome]))).toEqual({ early: "done", budgeted: "stopped" });
  rmSync(join(disk, "ballast"));
  (await ledger.open(newEntry("late", null), { hasBudget: false })).settle(end);
  await ledger.close();
  expect((await store.listRequests({ limit: 9 })).find(({ requestId }) => requestId === "late")?.settlement?.outcome).toBe("done");
}, 120_000);
