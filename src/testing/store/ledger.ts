/** @module What every store must do with requests: each once in the ledger, whatever comes twice. */
import { deepEqual, equal } from "node:assert/strict";
import type { StoreCase } from "../store-conformance.ts";
import { at, exampleKey, exampleOpening, exampleSettlement, nothing, readBudgets, times } from "./examples.ts";

export const ledgerCases: readonly StoreCase[] = [
  {
    name: "gives back what was opened and how it ended",
    run: async ({ open }) => {
      const store = await open();
      const first = exampleOpening("r1", { keyId: "unknown key", model: null, streamed: true });
      const second = exampleOpening("r2", { openedAt: at(3), owner: "elsewhere" });
      deepEqual(await store.open([first, second]), [null, null]);
      const [{ admitted: _, ...one }, { admitted: __, ...two }] = [first, second];
      deepEqual(await store.listOpen("here"), [{ ...one, settlement: null }]);
      deepEqual(await store.listRequests({ limit: 10 }), [{ ...two, settlement: null }, { ...one, settlement: null }]);
      const { requestId: ___, ...settlement } = exampleSettlement("r1", { outcome: "gone", status: null, exact: false });
      await store.settle([{ requestId: "r1", ...settlement }]);
      deepEqual(await store.listOpen("here"), []);
      deepEqual(await store.listRequests({ limit: 10 }), [{ ...two, settlement: null }, { ...one, settlement }]);
    },
  },
  {
    name: "lists the newest first, as many as are asked for, of one key or all; open ones oldest first",
    run: async ({ open }) => {
      const store = await open();
      await store.open(times(6, (i) => exampleOpening(`r${i}`, { openedAt: at(i), keyId: i % 2 === 0 ? "even" : "odd" })));
      await store.settle([exampleSettlement("r4"), exampleSettlement("r1")]);
      const ids = async (filter: Parameters<typeof store.listRequests>[0]): Promise<string[]> => (await store.listRequests(filter)).map(({ requestId }) => requestId);
      deepEqual(await ids({ limit: 3 }), ["r5", "r4", "r3"]);
      deepEqual(await ids({ limit: 2, keyId: "odd" }), ["r5", "r3"]);
      deepEqual(await ids({ limit: 9, keyId: "nobody" }), []);
      deepEqual((await store.listOpen("here")).map(({ requestId }) => requestId), ["r0", "r2", "r3", "r5"]);
      deepEqual(await store.listOpen("nobody"), []);
    },
  },
  {
    name: "opens a request once: in one batch, in the next, and after it has ended",
    run: async ({ open }) => {
      const store = await open();
      await store.createKey(exampleKey("k", { requests: 2 }));
      const opening = exampleOpening("r", { keyId: "k" });
      deepEqual(await store.open([opening, opening]), [null, null]);
      deepEqual(await store.open([{ ...opening, openedAt: at(9), admitted: true }]), [null]);
      deepEqual(await readBudgets(store, "k"), { requests: "0/1" });
      await store.settle([exampleSettlement("r")]);
      deepEqual(await store.open([opening, exampleOpening("r", { keyId: null })]), [null, null]);
      deepEqual(await readBudgets(store, "k"), { requests: "1/0" });
      deepEqual((await store.listRequests({ limit: 9 })).map(({ openedAt, settlement }) => [openedAt, settlement?.outcome]), [[at(1), "done"]]);
    },
  },
  {
    name: "ends a request once, and leaves alone what was never opened",
    run: async ({ open }) => {
      const store = await open();
      await store.createKey(exampleKey("k", { tokens: 1000, micros: 1000 }));
      await store.open([exampleOpening("r", { keyId: "k" }), exampleOpening("s", { keyId: "k" })]);
      await store.settle([exampleSettlement("r"), exampleSettlement("r", { outcome: "lost" }), exampleSettlement("nobody")]);
      await store.settle([exampleSettlement("r", { outcome: "lost", charge: { requests: 9, tokens: 9, micros: 9 } })]);
      await store.settle([]);
      deepEqual(await readBudgets(store, "k"), { tokens: "30/100", micros: "150/500" });
      deepEqual((await store.listRequests({ limit: 9 })).map(({ requestId, settlement }) => [requestId, settlement?.outcome]), [["s", undefined], ["r", "done"]]);
    },
  },
  {
    name: "ends a request once when many want to at the same time",
    run: async ({ open }) => {
      const store = await open();
      await store.createKey(exampleKey("k", { tokens: 10_000 }));
      const ids = times(20, (i) => `r${i}`);
      await store.open(ids.map((id) => exampleOpening(id, { keyId: "k" })));
      await Promise.all(times(6, (i) => store.settle((i % 2 === 0 ? ids : ids.toReversed()).map((id) => exampleSettlement(id)))));
      deepEqual(await readBudgets(store, "k"), { tokens: "600/0" });
    },
  },
  {
    name: "records what ended before it was opened, once, and spends its charge",
    run: async ({ open }) => {
      const store = await open();
      await store.createKey(exampleKey("k", { requests: 9, tokens: 100 }));
      const pair = (id: string, keyId: string | null) => ({ opening: exampleOpening(id, { keyId, admitted: true }), settlement: exampleSettlement(id) });
      await store.record([]);
      await store.record([pair("a", "k"), pair("b", null), pair("a", "k")]);
      await store.record([pair("b", null), pair("c", "k")]);
      // As after the loss of the answer, and after the loss of the process.
      await Promise.all(times(4, () => store.record([pair("a", "k"), pair("c", "k")])));
      await store.open([exampleOpening("a", { keyId: "k", admitted: true })]);
      await store.settle([exampleSettlement("a")]);
      deepEqual(await readBudgets(store, "k"), { requests: "2/0", tokens: "60/0" });
      const rows = await store.listRequests({ limit: 9 });
      deepEqual(new Map(rows.map(({ requestId, settlement }) => [requestId, settlement?.outcome])), new Map([["a", "done"], ["b", "done"], ["c", "done"]]));
      equal(rows.length, 3);
      deepEqual(await store.listOpen("here"), []);
    },
  },
  {
    name: "adds up what has ended by key and model, from a moment on",
    run: async ({ open }) => {
      const store = await open();
      deepEqual(await store.sumUsage({}), []);
      await store.open(times(5, (i) => exampleOpening(`r${i}`, { keyId: i < 3 ? "k" : null, model: i === 2 ? "other" : "world" })));
      await store.settle(times(4, (i) => exampleSettlement(`r${i}`, { settledAt: at(10 + i) })));
      const row = { keyId: "k", model: "world", requests: 2, promptTokens: 40, cachedTokens: 10, scoredTokens: 0, generatedTokens: 20, micros: 300 };
      const one = { ...row, requests: 1, promptTokens: 20, cachedTokens: 5, generatedTokens: 10, micros: 150 };
      const [free, other] = [{ ...one, keyId: null }, { ...one, model: "other" }];
      deepEqual(new Set(await store.sumUsage({})), new Set([free, row, other]));
      deepEqual(new Set(await store.sumUsage({ since: at(11) })), new Set([free, one, other]));
      deepEqual(await store.sumUsage({ since: at(12).replace("T10:", "T12:").replace("Z", "+02:00"), keyId: "k" }), [other]);
    },
  },
  {
    name: "keeps whole numbers exactly, as large as they come",
    run: async ({ open }) => {
      const store = await open();
      const largest = Number.MAX_SAFE_INTEGER;
      await store.createKey(exampleKey("k", { micros: largest }));
      await store.open([exampleOpening("r", { keyId: "k", hold: { ...nothing, micros: largest - 1 } })]);
      await store.settle([exampleSettlement("r", { charge: { requests: 1, tokens: 3, micros: largest - 2 } })]);
      deepEqual(await readBudgets(store, "k"), { micros: `${largest - 2}/0` });
      equal((await store.listRequests({ limit: 1 }))[0]?.hold.micros, largest - 1);
    },
  },
  {
    name: "takes texts that no database can keep, and a thousand requests at once",
    run: async ({ open }) => {
      const store = await open();
      const openings = [exampleOpening("nul", { model: "a\0b" }), exampleOpening("half", { route: "/\ud800" }), exampleOpening("plain", { model: "\\u0000 'x' \"y\"" })];
      await store.open([...openings, ...times(1000, (i) => exampleOpening(`r${i}`))]);
      await store.settle(times(1000, (i) => exampleSettlement(`r${i}`)));
      deepEqual(new Map((await store.listOpen("here")).map(({ requestId, model, route }) => [requestId, model ?? route])).get("plain"), "\\u0000 'x' \"y\"");
      equal((await store.sumUsage({}))[0]?.requests, 1000);
    },
  },
];
