/** @module What every store must do with budgets: they are never overspent, however many ask at once. */
import { deepEqual, equal, ok } from "node:assert/strict";
import type { BudgetUnit, Store } from "../../store/store.ts";
import type { StoreCase } from "../store-conformance.ts";
import { exampleKey, exampleOpening, exampleSettlement, nothing, readBudgets, times } from "./examples.ts";

const units: readonly BudgetUnit[] = ["requests", "tokens", "micros"];

export const budgetCases: readonly StoreCase[] = [
  {
    name: "holds what a request may cost, then spends what it did cost, less or more",
    run: async ({ open }) => {
      const store = await open();
      await store.createKey(exampleKey("k", { requests: 10, tokens: 1000, micros: 10_000 }));
      await store.open([exampleOpening("r", { keyId: "k" })]);
      deepEqual(await readBudgets(store, "k"), { requests: "0/1", tokens: "0/100", micros: "0/500" });
      await store.settle([exampleSettlement("r", { charge: { requests: 1, tokens: 120, micros: 0 } })]);
      deepEqual(await readBudgets(store, "k"), { requests: "1/0", tokens: "120/0", micros: "0/0" });
    },
  },
  {
    name: "refuses what is left over by too little, tells by which budget, and writes nothing of it",
    run: async ({ open }) => {
      const store = await open();
      await store.createKey(exampleKey("k", { micros: 1000 }));
      await store.createKey(exampleKey("l", { tokens: 99 }));
      const answers = await store.open([
        exampleOpening("a", { keyId: "k", hold: { ...nothing, micros: 700 } }),
        exampleOpening("b", { keyId: "k", hold: { ...nothing, micros: 301 } }),
        exampleOpening("c", { keyId: "k", hold: { ...nothing, micros: 300 } }),
        exampleOpening("d", { keyId: "l" }),
        exampleOpening("e"),
      ]);
      deepEqual(answers, [null, { unit: "micros", limit: 1000, left: 300, currency: "EUR" }, null, { unit: "tokens", limit: 99, left: 99, currency: null }, null]);
      deepEqual((await store.listOpen("here")).map(({ requestId }) => requestId), ["a", "c", "e"]);
      deepEqual([await readBudgets(store, "k"), await readBudgets(store, "l")], [{ micros: "0/1000" }, { tokens: "0/0" }]);
    },
  },
  {
    name: "lets in what was admitted before, over the limit too; then nothing is left, and not less",
    run: async ({ open }) => {
      const store = await open();
      await store.createKey(exampleKey("k", { requests: 1 }));
      deepEqual(await store.open(times(3, (i) => exampleOpening(`r${i}`, { keyId: "k", admitted: true }))), [null, null, null]);
      deepEqual(await store.open([exampleOpening("s", { keyId: "k" })]), [{ unit: "requests", limit: 1, left: 0, currency: null }]);
      deepEqual(await readBudgets(store, "k"), { requests: "0/3" });
    },
  },
  {
    name: "admits exactly as many of a hundred at once as the budget has room for, in each unit",
    run: async ({ open }) => {
      const store = await open();
      for (const unit of units) {
        equal(await race([store], unit), 10);
        deepEqual(await readBudgets(store, unit), { [unit]: "0/10" });
      }
    },
  },
  {
    name: "admits exactly as many when two openers of the same data compete",
    severalOpeners: true,
    run: async ({ open, openAgain }) => {
      const first = await open();
      const second = await openAgain();
      for (const unit of units) {
        equal(await race([first, second], unit), 10);
        deepEqual(await readBudgets(first, unit), { [unit]: "0/10" });
      }
    },
  },
  {
    name: "comes out even after many keys were held, spent and refused at the same time",
    run: async ({ open }) => {
      const store = await open();
      await Promise.all(churn([store]).map((work) => work()));
      await checkEven(store);
    },
  },
  {
    name: "comes out even with two openers, none of which waits for the other for ever",
    severalOpeners: true,
    run: async ({ open, openAgain }) => {
      const first = await open();
      await Promise.all(churn([first, await openAgain()]).map((work) => work()));
      await checkEven(first);
    },
  },
];

/** How many of 100 requests that need 1 each are admitted under a limit of 10. */
async function race(stores: readonly Store[], unit: BudgetUnit): Promise<number> {
  await stores[0]?.createKey(exampleKey(unit, { [unit]: 10 }));
  const opening = (i: number) => exampleOpening(`${unit} ${i}`, { keyId: unit, hold: { ...nothing, [unit]: 1 } });
  const answers = await Promise.all(times(100, (i) => (stores[i % stores.length] as Store).open([opening(i)])));
  return answers.filter(([answer]) => answer === null).length;
}

/** Batches over three keys whose order differs from batch to batch; what is admitted is ended at once. */
function churn(stores: readonly Store[]): readonly (() => Promise<void>)[] {
  const keys = ["a", "b", "c"];
  let made: Promise<unknown> | null = null;
  return times(40, (i) => async () => {
    const store = stores[i % stores.length] as Store;
    await (made ??= Promise.all(keys.map((id) => (stores[0] as Store).createKey(exampleKey(id, { tokens: 2000, requests: 50 })))));
    const openings = times(6, (j) => exampleOpening(`${i}-${j}`, { keyId: keys[(i * j) % 3] as string, hold: { requests: 1, tokens: 50 + ((i * 7 + j) % 100), micros: 0 } }));
    const answers = await store.open(i % 2 === 0 ? openings : openings.toReversed());
    const admitted = (i % 2 === 0 ? openings : openings.toReversed()).filter((_, j) => answers[j] === null);
    await store.settle(admitted.map(({ requestId }) => exampleSettlement(requestId)));
  });
}

async function checkEven(store: Store): Promise<void> {
  for (const { id, budgets } of await store.listKeys()) {
    const ended = (await store.listRequests({ limit: 1000, keyId: id })).filter(({ settlement }) => settlement !== null);
    ok(ended.length > 0);
    deepEqual(new Map(budgets.map(({ unit, spent, reserved }) => [unit, [spent, reserved]])), new Map([["requests", [ended.length, 0]], ["tokens", [30 * ended.length, 0]]]));
    ok(budgets.every(({ spent, limit }) => spent <= limit));
  }
  deepEqual(await store.listOpen("here"), []);
}
