import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmbedded, type Embedded } from "../../test/store/embedded.ts";
import { charge, createPlace, done, free, limited, newEntry, readOutcomes, usage } from "../../test/store/place.ts";
import { exampleKey, readBudgets } from "../testing/store/examples.ts";
import type { Store } from "./store.ts";

let embedded: Embedded;
beforeAll(async () => void (embedded = await createEmbedded()));
afterAll(() => embedded.close());

const one = { requests: 1, tokens: 0, micros: 0 };

describe("a budget that is decided here", () => {
  it("lets in exactly as many of a hundred at once as it has room for, without waiting for the store", async () => {
    const { inner, flaky, create } = createPlace(await embedded.createStore());
    await inner.createKey(exampleKey("k", { requests: 10 }));
    const ledger = create({ budgets: "here" });
    await ledger.flush();
    flaky.gate = new Promise(() => undefined);
    const results = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => ledger.open(newEntry(`r${i}`, { keyId: "k", hold: one }), limited)));
    expect(results.filter(({ status }) => status === "fulfilled").length).toBe(10);
    const refused = results.find((result) => result.status === "rejected");
    expect(refused?.reason).toMatchObject({ code: "gateway/over-budget", details: { limit: 10, left: 0, needed: 1 } });
  });

  it("gets back what was held and spends what it did cost, here and in the store", async () => {
    const { inner, create } = createPlace(await embedded.createStore());
    await inner.createKey(exampleKey("k", { tokens: 130 }));
    const ledger = create({ budgets: "here" });
    const entry = await ledger.open(newEntry("a", { keyId: "k" }), limited);
    await expect(ledger.open(newEntry("b", { keyId: "k" }), limited)).rejects.toMatchObject({ code: "gateway/over-budget", details: { left: 30 } });
    done(entry);
    done(await ledger.open(newEntry("c", { keyId: "k" }), limited));
    await expect(ledger.open(newEntry("d", { keyId: "k" }), limited)).rejects.toMatchObject({ details: { left: 130 - 2 * charge.tokens } });
    await ledger.flush();
    expect(await readBudgets(inner, "k")).toEqual({ tokens: "60/0" });
    expect(await readOutcomes(inner)).toEqual({ a: "done", c: "done" });
    await ledger.close();
  });

  it("knows a key that was made since", async () => {
    const { inner, create } = createPlace(await embedded.createStore());
    const ledger = create({ budgets: "here" });
    await ledger.flush();
    await inner.createKey(exampleKey("late", { requests: 1 }));
    await ledger.open(newEntry("a", { keyId: "late" }), limited);
    await expect(ledger.open(newEntry("b", { keyId: "late" }), limited)).rejects.toMatchObject({ code: "gateway/over-budget" });
    await ledger.close();
  });

  it("goes on after the process has died with what was lost charged", async () => {
    const { inner, create } = createPlace(await embedded.createStore());
    await inner.createKey(exampleKey("k", { tokens: 130 }));
    const dead = create({ budgets: "here" });
    const entry = await dead.open(newEntry("a", { keyId: "k" }), limited);
    entry.progress(usage(5));
    await using next = create({ budgets: "here" });
    await expect(next.open(newEntry("b", { keyId: "k", hold: { ...one, tokens: 116 } }), limited)).rejects.toMatchObject({ details: { left: 115 } });
    await next.open(newEntry("c", { keyId: "k", hold: { ...one, tokens: 115 } }), limited);
    expect(await readOutcomes(inner)).toMatchObject({ a: "lost" });
  });

  it("is waited for while the store is opening, unless the client leaves", async () => {
    const { inner, flaky, create } = createPlace(await embedded.createStore());
    await inner.createKey(exampleKey("k", { requests: 5 }));
    const opening = Promise.withResolvers<Store>();
    const ledger = create({ budgets: "here", store: opening.promise });
    const gone = new AbortController();
    const left = expect(ledger.open(newEntry("a", { keyId: "k" }), { hasBudget: true, signal: gone.signal })).rejects.toMatchObject({ code: "interrupted" });
    const kept = ledger.open(newEntry("b", { keyId: "k" }), limited);
    gone.abort();
    await left;
    opening.resolve(flaky.store);
    done(await kept);
    await ledger.flush();
    expect(await readBudgets(inner, "k")).toEqual({ requests: "1/0" });
    await ledger.close();
  });
});

describe("what nobody waits for", () => {
  it("is gathered and goes as one, its end with its beginning", async () => {
    const { flaky, timers, create } = createPlace(await embedded.createStore());
    const ledger = create({ gatherSeconds: 0.5 });
    await ledger.flush();
    for (const id of ["a", "b"]) done(await ledger.open(newEntry(id), free));
    await ledger.open(newEntry("c"), free);
    await timers.pass();
    await expect.poll(() => flaky.calls.filter((call) => call.length > 0)).toEqual([["+c"], ["*a", "*b"]]);
    expect(timers.pauses).toEqual([0.5]);
    await ledger.close();
  });

  it("goes at once when somebody wants to see it, and when the store has failed before", async () => {
    const { inner, flaky, timers, create } = createPlace(await embedded.createStore());
    const ledger = create({ gatherSeconds: 1e9 });
    await ledger.flush();
    flaky.mode = "lose";
    done(await ledger.open(newEntry("a"), free));
    const flushed = ledger.flush();
    await expect.poll(() => flaky.calls.flat()).toEqual(["*a"]);
    flaky.mode = "work";
    await timers.pass();
    await flushed;
    expect(await readOutcomes(inner)).toEqual({ a: "done" });
    await ledger.close();
  });
});
