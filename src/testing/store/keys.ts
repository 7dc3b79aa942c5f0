/** @module What every store must do with keys and recorded texts. */
import { deepEqual, equal, ok } from "node:assert/strict";
import type { StoreCase } from "../store-conformance.ts";
import { at, exampleKey, exampleOpening, rejectsWith, times } from "./examples.ts";

export const keyCases: readonly StoreCase[] = [
  {
    name: "lists keys as they were made, oldest first, each with its budgets",
    run: async ({ open }) => {
      const store = await open();
      deepEqual(await store.listKeys(), []);
      const younger = exampleKey("a", { tokens: 7, requests: 3, micros: 2_000_000 }, { createdAt: at(9), expiresAt: at(99), requestsPerMinute: 60, scopes: ["admin", "read"] });
      const older = exampleKey("b");
      await store.createKey(younger);
      await store.createKey(older);
      const [first, second] = await store.listKeys();
      deepEqual(first, { ...older, revokedAt: null, budgets: [] });
      const budgets = [...younger.budgets].sort((x, y) => (x.unit < y.unit ? -1 : 1)).map((budget) => ({ keyId: "a", ...budget, spent: 0, reserved: 0 }));
      deepEqual({ ...second, budgets: [...(second?.budgets ?? [])].sort((x, y) => (x.unit < y.unit ? -1 : 1)) }, { ...younger, revokedAt: null, budgets });
    },
  },
  {
    name: "gives a name to one key at a time, and anew after it is revoked",
    run: async ({ open }) => {
      const store = await open();
      await store.createKey(exampleKey("a", { requests: 1 }, { name: "bot" }));
      await rejectsWith("store/key-exists", () => store.createKey(exampleKey("b", { requests: 2 }, { name: "bot" })));
      deepEqual((await store.listKeys()).map(({ id }) => id), ["a"]);
      await store.revokeKey("bot", at(5));
      await store.createKey(exampleKey("c", {}, { name: "bot" }));
      await store.revokeKey("bot", at(6));
      deepEqual((await store.listKeys()).map(({ revokedAt }) => revokedAt), [at(5), at(6)]);
    },
  },
  {
    name: "gives a name to one of many who want it at once",
    run: async ({ open }) => {
      const store = await open();
      const results = await Promise.allSettled(times(10, (i) => store.createKey(exampleKey(`k${i}`, { requests: 1 }, { name: "bot" }))));
      equal(results.filter(({ status }) => status === "fulfilled").length, 1);
      equal((await store.listKeys()).length, 1);
    },
  },
  {
    name: "revokes by id or name, keeps the first date, and knows what it does not have",
    run: async ({ open }) => {
      const store = await open();
      await store.createKey(exampleKey("a", {}, { name: "bot" }));
      const revoked = await store.revokeKey("a", at(5));
      deepEqual([revoked.id, revoked.name, revoked.revokedAt], ["a", "bot", at(5)]);
      equal("hash" in revoked, false);
      equal((await store.revokeKey("bot", at(6))).revokedAt, at(5));
      await rejectsWith("store/no-key", () => store.revokeKey("bott", at(6)));
    },
  },
];

export const runTextCases: readonly StoreCase[] = [
  {
    name: "adds lines to a run's text where it ends, counted in bytes",
    run: async ({ open }) => {
      const store = await open();
      deepEqual(await store.listRuns(), []);
      await store.appendRun("20260301-a", "Größe\n", 0);
      await store.appendRun("20260301-a", "zwei\n", 8);
      await store.appendRun("20260302-b", "x\n", 0);
      for (const size of [0, 7, 8, 14]) await rejectsWith("run/write-failed", () => store.appendRun("20260301-a", "no\n", size));
      await rejectsWith("run/write-failed", () => store.appendRun("new", "no\n", 3));
      deepEqual(new Map((await store.listRuns()).map(({ id, text }) => [id, text])), new Map([["20260301-a", "Größe\nzwei\n"], ["20260302-b", "x\n"]]));
    },
  },
  {
    name: "takes one of several lines that are added at the same place",
    run: async ({ open }) => {
      const store = await open();
      const results = await Promise.allSettled(times(8, (i) => store.appendRun("a", `line ${i}\n`, 0)));
      equal(results.filter(({ status }) => status === "fulfilled").length, 1);
      equal((await store.listRuns())[0]?.text.length, 7);
    },
  },
  {
    name: "finds runs by a beginning, two of them where there are more",
    run: async ({ open }) => {
      const store = await open();
      for (const id of ["ab1", "ab2", "ab3", "a_4", "b"]) await store.appendRun(id, `${id}\n`, 0);
      deepEqual(await store.findRuns("ab2"), [{ id: "ab2", text: "ab2\n" }]);
      deepEqual((await store.findRuns("a_")).map(({ id }) => id), ["a_4"]);
      const found = await store.findRuns("ab");
      equal(found.length, 2);
      ok(found.every(({ id }) => id.startsWith("ab")));
      deepEqual(await store.findRuns("c"), []);
    },
  },
];

export const endCases: readonly StoreCase[] = [
  {
    name: "waits for what is under way before it closes, and takes nothing afterwards",
    run: async ({ open }) => {
      const store = await open();
      const opened = Promise.all(times(20, (i) => store.open([exampleOpening(`r${i}`)])));
      await store.close();
      equal((await opened).length, 20);
      await store.close();
      await rejectsWith("store/unavailable", () => store.listKeys());
    },
  },
];
