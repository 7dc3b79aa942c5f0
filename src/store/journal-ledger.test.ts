import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmbedded, type Embedded } from "../../test/store/embedded.ts";
import { charge, createPlace, done, free, limited, listJournal, newEntry, readOutcomes, usage } from "../../test/store/place.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { exampleKey } from "../testing/store/examples.ts";
import type { Store } from "./store.ts";

let embedded: Embedded;
beforeAll(async () => void (embedded = await createEmbedded()));
afterAll(() => embedded.close());

describe("a request without a budget", () => {
  it("comes into the store with its end, and leaves nothing in the journal", async () => {
    const { directory, inner, create } = createPlace(await embedded.createStore());
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
    expect(listJournal(directory)).toEqual([]);
  });

  it("goes on while the store is opening, and one with a budget waits for it", async () => {
    const { inner, flaky, create } = createPlace(await embedded.createStore());
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
    expect(await readOutcomes(inner)).toEqual({ a: "done", b: "done", c: "done" });
    await ledger.close();
  });

  it("waits in the journal while the store is away, is tried again after growing pauses, and comes with the next process too", async () => {
    const { directory, inner, flaky, timers, create } = createPlace(await embedded.createStore());
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
    expect(listJournal(directory)).toHaveLength(1);
    flaky.mode = "work";
    const next = create();
    expect(next.waiting).toBe(8);
    await next.flush();
    expect([next.waiting, listJournal(directory)]).toEqual([0, []]);
    expect(await readOutcomes(inner)).toEqual({ a: "done", b: "done", c: "done", d: "done" });
    await next.close();
  });

  it("is counted in whole numbers", async () => {
    const { create } = createPlace(await embedded.createStore());
    const ledger = create();
    await expect(ledger.open(newEntry("r", { hold: { requests: 1, tokens: 0.5, micros: 0 } }), free)).rejects.toMatchObject({ code: "internal" });
    const entry = await ledger.open(newEntry("r"), free);
    expect(() => entry.progress(usage(Number.NaN))).toThrow(expect.objectContaining({ code: "internal" }));
    expect(() => entry.settle({ outcome: "done", status: 200, usage: usage(1), charge: { ...charge, micros: -1 }, exact: true })).toThrow(expect.objectContaining({ code: "internal" }));
    done(entry);
    await ledger.close();
  });
});

describe("the end", () => {
  it("waits for the store, and takes nothing new", async () => {
    const { inner, create } = createPlace(await embedded.createStore());
    const ledger = create();
    for (const id of ["a", "b"]) done(await ledger.open(newEntry(id), free));
    const open = await ledger.open(newEntry("c"), free);
    await ledger.close();
    expect(await readOutcomes(inner)).toEqual({ a: "done", b: "done", c: null });
    await expect(ledger.open(newEntry("d"), free)).rejects.toMatchObject({ code: "gateway/stopping" });
    expect(() => done(open)).toThrow(expect.objectContaining({ code: "store/write-failed" }));
    await ledger.close();
  });

  it("comes although the store never opened; those who need it are told why, the others are kept", async () => {
    const { directory, inner, create } = createPlace(await embedded.createStore());
    const ledger = create({ store: Promise.reject(new PremiseError("store/newer", { problem: "9" })) });
    const early = expect(ledger.open(newEntry("a", { keyId: "k" }), limited)).rejects.toMatchObject({ code: "store/newer" });
    done(await ledger.open(newEntry("b"), free));
    await early;
    await expect(ledger.open(newEntry("c", { keyId: "k" }), limited)).rejects.toMatchObject({ code: "store/newer" });
    await expect(ledger.flush()).rejects.toMatchObject({ code: "store/newer" });
    await ledger.close();
    expect(listJournal(directory)).toHaveLength(1);
    await using next = create();
    await next.flush();
    expect(await readOutcomes(inner)).toEqual({ b: "done" });
  });
});
