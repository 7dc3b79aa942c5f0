import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmbedded, type Embedded } from "../../test/store/embedded.ts";
import { createFlaky, createTimers, type Flaky, type Timers } from "../../test/store/flaky.ts";
import { freshDirectory } from "../../test/store/fresh.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { exampleKey, readBudgets, times } from "../testing/store/examples.ts";
import { createLedger, type LedgerOptions } from "./journal-ledger.ts";
import type { Entry, Ledger, NewEntry } from "./ledger.ts";
import type { Charge, Store } from "./store.ts";

let embedded: Embedded;
beforeAll(async () => void (embedded = await createEmbedded()));
afterAll(() => embedded.client.close());

type Place = { readonly directory: string; readonly inner: Store; readonly flaky: Flaky; readonly timers: Timers; readonly create: (change?: Partial<LedgerOptions>) => Ledger };

async function createPlace(): Promise<Place> {
  const directory = freshDirectory();
  const inner = await embedded.createStore();
  const flaky = createFlaky(inner);
  const timers = createTimers();
  const create = (change: Partial<LedgerOptions> = {}): Ledger => createLedger({ directory, owner: "here", clock: timers.clock, after: timers.after, store: Promise.resolve(flaky.store), ...change });
  return { directory, inner, flaky, timers, create };
}

function newEntry(requestId: string, change: Partial<NewEntry> = {}): NewEntry {
  return { requestId, keyId: null, route: "/v1/completions", model: "world", streamed: true, hold: { requests: 1, tokens: 100, micros: 1000 }, ...change };
}

const usage = (generatedTokens: number) => ({ promptTokens: 10, cachedTokens: 5, scoredTokens: 0, generatedTokens });
const charge: Charge = { requests: 1, tokens: 30, micros: 300 };
const done = (entry: Entry): void => entry.settle({ outcome: "done", status: 200, usage: usage(20), charge, exact: true });
const free = { hasBudget: false };
const limited = { hasBudget: true };
const journalOf = (directory: string): string[] => readdirSync(join(directory, "journal")).sort();
const outcomesOf = async (store: Store): Promise<Record<string, string | null>> =>
  Object.fromEntries((await store.listRequests({ limit: 1000 })).map(({ requestId, settlement }) => [requestId, settlement?.outcome ?? null]));

describe("a request without a budget", () => {
  it("comes into the store with its end, and leaves nothing in the journal", async () => {
    const { directory, inner, create } = await createPlace();
    const ledger = create();
    const entry = await ledger.open(newEntry("r"), free);
    entry.progress(usage(1));
    entry.progress(usage(2));
    done(entry);
    done(entry);
    entry.progress(usage(99));
    await ledger.flush();
    expect(ledger.waiting).toBe(0);
    const [row] = await inner.listRequests({ limit: 9 });
    expect(row).toMatchObject({ requestId: "r", owner: "here", streamed: true, settlement: { outcome: "done", status: 200, usage: usage(20), charge, exact: true } });
    await ledger.close();
    expect(journalOf(directory)).toEqual([]);
  });

  it("goes on while the store is opening, and one with a budget waits for it", async () => {
    const { inner, flaky, create } = await createPlace();
    await inner.createKey(exampleKey("k", { requests: 5 }));
    const opening = Promise.withResolvers<Store>();
    const ledger = create({ store: opening.promise });
    done(await ledger.open(newEntry("a"), free));
    let isOpen = false;
    const budgeted = ledger.open(newEntry("b", { keyId: "k" }), limited).then((entry) => {
      isOpen = true;
      return entry;
    });
    done(await ledger.open(newEntry("c"), free));
    expect([ledger.waiting, isOpen]).toEqual([5, false]);
    opening.resolve(flaky.store);
    done(await budgeted);
    await ledger.flush();
    expect(await outcomesOf(inner)).toEqual({ a: "done", b: "done", c: "done" });
    await ledger.close();
  });

  it("waits in the journal while the store is away, is tried again after growing pauses, and comes with the next process too", async () => {
    const { directory, inner, flaky, timers, create } = await createPlace();
    const ledger = create();
    done(await ledger.open(newEntry("a"), free));
    await ledger.flush();
    flaky.mode = "refuse";
    for (const id of ["b", "c"]) done(await ledger.open(newEntry(id), free));
    for (let pause = 0; pause < 7; pause++) await timers.pass();
    expect(timers.pauses.slice(0, 7)).toEqual([0.1, 0.2, 0.4, 0.8, 1.6, 2, 2]);
    expect(ledger.waiting).toBe(4);
    flaky.mode = "work";
    await timers.pass();
    await ledger.flush();
    flaky.mode = "refuse";
    done(await ledger.open(newEntry("d"), free));
    await ledger.close();
    expect(journalOf(directory)).toHaveLength(1);
    flaky.mode = "work";
    const next = create();
    expect(next.waiting).toBe(8);
    await next.flush();
    expect([next.waiting, journalOf(directory)]).toEqual([0, []]);
    expect(await outcomesOf(inner)).toEqual({ a: "done", b: "done", c: "done", d: "done" });
    await next.close();
  });

  it("is counted in whole numbers", async () => {
    const { create } = await createPlace();
    const ledger = create();
    await expect(ledger.open(newEntry("r", { hold: { requests: 1, tokens: 0.5, micros: 0 } }), free)).rejects.toMatchObject({ code: "internal" });
    const entry = await ledger.open(newEntry("r"), free);
    expect(() => entry.progress(usage(Number.NaN))).toThrow(expect.objectContaining({ code: "internal" }));
    expect(() => entry.settle({ outcome: "done", status: 200, usage: usage(1), charge: { ...charge, micros: -1 }, exact: true })).toThrow(expect.objectContaining({ code: "internal" }));
    done(entry);
    await ledger.close();
  });
});

describe("a request with a budget", () => {
  it("is refused with what is left, in the currency where it is money, and leaves nothing", async () => {
    const { directory, inner, create } = await createPlace();
    await inner.createKey(exampleKey("k", { tokens: 99 }));
    await inner.createKey(exampleKey("l", { micros: 1_500_000 }));
    const ledger = create();
    await expect(ledger.open(newEntry("r", { keyId: "k" }), limited)).rejects.toMatchObject({ code: "gateway/over-budget", details: { limit: 99, unit: "tokens", left: 99, needed: 100 } });
    const hold = { requests: 1, tokens: 1, micros: 2_000_000 };
    await expect(ledger.open(newEntry("s", { keyId: "l", hold }), limited)).rejects.toMatchObject({ code: "gateway/over-budget", details: { limit: 1.5, unit: "EUR", left: 1.5, needed: 2 } });
    expect([ledger.waiting, journalOf(directory), await outcomesOf(inner)]).toEqual([0, [], {}]);
    await ledger.close();
  });

  it("finds what the one before it gave back", async () => {
    const { inner, create } = await createPlace();
    await inner.createKey(exampleKey("k", { tokens: 100 }));
    const ledger = create();
    for (let i = 0; i < 20; i++) {
      const entry = await ledger.open(newEntry(`r${i}`, { keyId: "k" }), limited);
      entry.settle({ outcome: "failed", status: 500, usage: usage(0), charge: { requests: 1, tokens: 0, micros: 0 }, exact: true });
    }
    await ledger.close();
    expect(await readBudgets(inner, "k")).toEqual({ tokens: "0/0" });
  });

  it("gathers with others while the store is busy, and each comes before its end", async () => {
    const { inner, flaky, create } = await createPlace();
    await inner.createKey(exampleKey("k", { requests: 1000 }));
    const ledger = create();
    await Promise.all(times(64, async (i) => {
      for (let turn = 0; turn < 4; turn++) done(await ledger.open(newEntry(`${i}-${turn}`, i % 2 === 0 ? { keyId: "k" } : {}), { hasBudget: i % 2 === 0 }));
    }));
    await ledger.flush();
    expect(flaky.calls.length).toBeLessThan(40);
    const order = flaky.calls.flat();
    expect(order).toHaveLength(2 * 256);
    for (const [index, name] of order.entries()) if (name.startsWith("-")) expect(order.indexOf(`+${name.slice(1)}`), name).toBeLessThan(index);
    expect(await readBudgets(inner, "k")).toEqual({ requests: "128/0" });
    await ledger.close();
  });

  it("is given up when the store stays away, and holds nothing although its answer was lost", async () => {
    const { inner, flaky, timers, create } = await createPlace();
    await inner.createKey(exampleKey("k", { requests: 1 }));
    const ledger = create({ patienceSeconds: 1 });
    await ledger.flush();
    flaky.mode = "lose";
    const refused = expect(ledger.open(newEntry("r", { keyId: "k" }), limited)).rejects.toMatchObject({ code: "store/unavailable" });
    for (let pause = 0; pause < 4; pause++) await timers.pass();
    await refused;
    expect(await readBudgets(inner, "k")).toEqual({ requests: "0/1" });
    flaky.mode = "work";
    await timers.pass();
    await ledger.flush();
    expect([await readBudgets(inner, "k"), await outcomesOf(inner)]).toEqual([{ requests: "0/0" }, { r: "stopped" }]);
    await ledger.close();
  });

  it("is let in once, when its first answer was lost and the second came", async () => {
    const { inner, flaky, timers, create } = await createPlace();
    await inner.createKey(exampleKey("k", { requests: 1 }));
    const ledger = create();
    await ledger.flush();
    flaky.mode = "lose";
    const entry = ledger.open(newEntry("r", { keyId: "k" }), limited);
    while (flaky.calls.flat().length === 0) await new Promise((resolve) => setImmediate(resolve));
    flaky.mode = "work";
    await timers.pass();
    done(await entry);
    await ledger.close();
    expect(await readBudgets(inner, "k")).toEqual({ requests: "1/0" });
  });

  it("can be left while it waits, in the queue or at the store, and holds nothing then", async () => {
    const { inner, flaky, create } = await createPlace();
    await inner.createKey(exampleKey("k", { requests: 5 }));
    const ledger = create();
    await ledger.flush();
    const gate = Promise.withResolvers<void>();
    flaky.gate = gate.promise;
    const [first, second] = [new AbortController(), new AbortController()];
    const atStore = expect(ledger.open(newEntry("a", { keyId: "k" }), { ...limited, signal: first.signal })).rejects.toMatchObject({ code: "interrupted" });
    await new Promise((resolve) => setImmediate(resolve));
    const inQueue = expect(ledger.open(newEntry("b", { keyId: "k" }), { ...limited, signal: second.signal })).rejects.toMatchObject({ code: "interrupted" });
    await new Promise((resolve) => setImmediate(resolve));
    first.abort();
    second.abort();
    await Promise.all([atStore, inQueue]);
    await expect(ledger.open(newEntry("c"), { ...free, signal: first.signal })).rejects.toMatchObject({ code: "interrupted" });
    gate.resolve();
    await ledger.flush();
    expect([await outcomesOf(inner), await readBudgets(inner, "k")]).toEqual([{ a: "stopped" }, { requests: "0/0" }]);
    await ledger.close();
  });
});

describe("what a process leaves", () => {
  it("is settled as lost with its last progress, money in proportion and rounded up", async () => {
    const { directory, inner, flaky, create } = await createPlace();
    await inner.createKey(exampleKey("k", { tokens: 1000, micros: 100_000, requests: 9 }));
    const dead = create();
    const entries = await Promise.all(["none", "some", "over", "ended"].map((id) => dead.open(newEntry(id, { keyId: "k", hold: { requests: 1, tokens: 90, micros: 1000 } }), limited)));
    await dead.open(newEntry("free", { hold: { requests: 1, tokens: 0, micros: 7 } }), free);
    entries[1]?.progress(usage(1));
    entries[1]?.progress(usage(3));
    entries[2]?.progress(usage(100));
    await dead.flush();
    flaky.mode = "refuse";
    done(entries[3] as Entry);
    const left = freshDirectory();
    cpSync(directory, left, { recursive: true });
    await dead.close();

    flaky.mode = "work";
    const next = create({ directory: left });
    await next.flush();
    const rows = Object.fromEntries((await inner.listRequests({ limit: 9 })).map(({ requestId, settlement }) => [requestId, settlement]));
    expect(rows["some"]).toMatchObject({ outcome: "lost", status: null, usage: usage(3), charge: { requests: 1, tokens: 13, micros: 145 }, exact: false });
    expect(rows["none"]).toMatchObject({ outcome: "lost", usage: { promptTokens: 0, generatedTokens: 0 }, charge: { requests: 1, tokens: 0, micros: 0 }, exact: false });
    expect(rows["over"]).toMatchObject({ charge: { requests: 1, tokens: 110, micros: 1223 } });
    expect(rows["free"]).toMatchObject({ outcome: "lost", charge: { requests: 1, tokens: 0, micros: 7 } });
    expect(rows["ended"]).toMatchObject({ outcome: "done", charge });
    expect(await readBudgets(inner, "k")).toEqual({ requests: "4/0", tokens: "153/0", micros: "1668/0" });
    await next.close();
    expect(journalOf(left)).toEqual([]);
  });

  it("may be read a second time, and changes nothing then", async () => {
    const { directory, inner, flaky, create } = await createPlace();
    await inner.createKey(exampleKey("k", { requests: 9 }));
    const dead = create();
    await dead.flush();
    done(await dead.open(newEntry("a", { keyId: "k" }), limited));
    await dead.flush();
    const gate = Promise.withResolvers<void>();
    flaky.gate = gate.promise;
    done(await dead.open(newEntry("b"), free));
    await dead.open(newEntry("c"), free);
    const copies = [freshDirectory(), freshDirectory()];
    for (const copy of copies) cpSync(directory, copy, { recursive: true });
    gate.resolve();
    flaky.mode = "refuse";
    await dead.close();
    flaky.mode = "work";
    const seen: unknown[] = [];
    for (const copy of copies) {
      const next = create({ directory: copy });
      await next.flush();
      await next.close();
      seen.push([await outcomesOf(inner), await readBudgets(inner, "k")]);
    }
    expect(seen[0]).toEqual([{ a: "done", b: "done", c: "lost" }, { requests: "1/0" }]);
    expect(seen[1]).toEqual(seen[0]);
  });

  it("is found in the store alone too, and not taken from other owners or from itself", async () => {
    const { directory, inner, flaky, create } = await createPlace();
    const dead = create();
    const other = create({ owner: "there", directory: freshDirectory() });
    await dead.open(newEntry("a"), free);
    await other.open(newEntry("b"), free);
    await Promise.all([dead.flush(), other.flush()]);
    await dead.close();
    await other.close();
    rmSync(join(directory, "journal"), { recursive: true });
    const gate = Promise.withResolvers<void>();
    flaky.gate = gate.promise;
    const next = create();
    const own = await next.open(newEntry("c"), free);
    gate.resolve();
    await next.flush();
    expect(await outcomesOf(inner)).toEqual({ a: "lost", b: null, c: null });
    done(own);
    await next.close();
    expect(await outcomesOf(inner)).toEqual({ a: "lost", b: null, c: "done" });
  });
});

describe("the end", () => {
  it("waits for the store, and takes nothing new", async () => {
    const { inner, create } = await createPlace();
    const ledger = create();
    for (const id of ["a", "b"]) done(await ledger.open(newEntry(id), free));
    const open = await ledger.open(newEntry("c"), free);
    await ledger.close();
    expect(await outcomesOf(inner)).toEqual({ a: "done", b: "done", c: null });
    await expect(ledger.open(newEntry("d"), free)).rejects.toMatchObject({ code: "gateway/stopping" });
    expect(() => done(open)).toThrow(expect.objectContaining({ code: "store/write-failed" }));
    await ledger.close();
  });

  it("comes although the store never opened; those who need it are told why, the others are kept", async () => {
    const { directory, inner, create } = await createPlace();
    const ledger = create({ store: Promise.reject(new PremiseError("store/newer", { problem: "9" })) });
    const early = expect(ledger.open(newEntry("a", { keyId: "k" }), limited)).rejects.toMatchObject({ code: "store/newer" });
    done(await ledger.open(newEntry("b"), free));
    await early;
    await expect(ledger.open(newEntry("c", { keyId: "k" }), limited)).rejects.toMatchObject({ code: "store/newer" });
    await expect(ledger.flush()).rejects.toMatchObject({ code: "store/newer" });
    await ledger.close();
    expect(journalOf(directory)).toHaveLength(1);
    await using next = create();
    await next.flush();
    expect(await outcomesOf(inner)).toEqual({ b: "done" });
  });
});
