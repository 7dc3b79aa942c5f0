import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmbedded, type Embedded } from "../../test/store/embedded.ts";
import { createPlace, done, free, limited, listJournal, newEntry, readOutcomes, usage } from "../../test/store/place.ts";
import { exampleKey, readBudgets, times } from "../testing/store/examples.ts";

let embedded: Embedded;
beforeAll(async () => void (embedded = await createEmbedded()));
afterAll(() => embedded.close());

describe("a request with a budget", () => {
  it("is refused with what is left, in the currency where it is money, and leaves nothing", async () => {
    const { directory, inner, create } = createPlace(await embedded.createStore());
    await inner.createKey(exampleKey("k", { tokens: 99 }));
    await inner.createKey(exampleKey("l", { micros: 1_500_000 }));
    const ledger = create();
    await expect(ledger.open(newEntry("r", { keyId: "k" }), limited)).rejects.toMatchObject({ code: "gateway/over-budget", details: { limit: 99, unit: "tokens", left: 99, needed: 100 } });
    const hold = { requests: 1, tokens: 1, micros: 2_000_000 };
    await expect(ledger.open(newEntry("s", { keyId: "l", hold }), limited)).rejects.toMatchObject({ code: "gateway/over-budget", details: { limit: 1.5, unit: "EUR", left: 1.5, needed: 2 } });
    expect([ledger.waiting, listJournal(directory), await readOutcomes(inner)]).toEqual([0, [], {}]);
    await ledger.close();
  });

  it("finds what the one before it gave back", async () => {
    const { inner, create } = createPlace(await embedded.createStore());
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
    const { inner, flaky, create } = createPlace(await embedded.createStore());
    await inner.createKey(exampleKey("k", { requests: 1000 }));
    const ledger = create();
    await Promise.all(times(64, async (i) => {
      for (let turn = 0; turn < 4; turn++) done(await ledger.open(newEntry(`${i}-${turn}`, i % 2 === 0 ? { keyId: "k" } : {}), { hasBudget: i % 2 === 0 }));
    }));
    await ledger.flush();
    expect(flaky.calls.length).toBeLessThan(40);
    const order = flaky.calls.flat();
    const names = order.flatMap((name) => (name.startsWith("*") ? [`+${name.slice(1)}`, `-${name.slice(1)}`] : [name]));
    expect(new Set(names).size).toBe(2 * 256);
    expect(names).toHaveLength(2 * 256);
    for (const [index, name] of order.entries()) if (name.startsWith("-")) expect(order.indexOf(`+${name.slice(1)}`), name).toBeLessThan(index);
    expect(await readBudgets(inner, "k")).toEqual({ requests: "128/0" });
    await ledger.close();
  });

  it("is given up when the store stays away, and holds nothing although its answer was lost", async () => {
    const { inner, flaky, timers, create } = createPlace(await embedded.createStore());
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
    expect([await readBudgets(inner, "k"), await readOutcomes(inner)]).toEqual([{ requests: "0/0" }, { r: "stopped" }]);
    await ledger.close();
  });

  it("is let in once, when its first answer was lost and the second came", async () => {
    const { inner, flaky, timers, create } = createPlace(await embedded.createStore());
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
    const { inner, flaky, create } = createPlace(await embedded.createStore());
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
    expect([await readOutcomes(inner), await readBudgets(inner, "k")]).toEqual([{ a: "stopped" }, { requests: "0/0" }]);
    await ledger.close();
  });
});
