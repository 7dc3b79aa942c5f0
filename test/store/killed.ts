/** @module What must hold of the ledger after kill -9, on either database. */
import { expect } from "vitest";
import { systemClock } from "../../src/random/clock.ts";
import { openStore } from "../../src/store/choose.ts";
import { createLedger } from "../../src/store/journal-ledger.ts";
import { lockDataDirectory } from "../../src/store/lock.ts";
import { startChild } from "./child.ts";

/** What the dead processes said of each request: the last token, and whether it was done. */
type Said = Map<string, { tokens: number; isDone: boolean }>;

function hear(said: Said, line: string): void {
  const [word, id = "", tokens = "0"] = line.split(" ");
  const before = said.get(id) ?? { tokens: 0, isDone: false };
  said.set(id, { tokens: Math.max(before.tokens, Number(tokens)), isDone: before.isDone || word === "done" });
}

/** Kills a writer again and again, then checks that each request was charged once and none that was acknowledged is forgotten. */
export async function checkKilled(directory: string, databaseUrl: string | undefined): Promise<void> {
  const said: Said = new Map();
  for (let round = 0; round < 4; round++) {
    const child = startChild("ledger-writer.ts", [directory, String(round), databaseUrl ?? ""]);
    for (let lines = 0; lines < 100 + round * 333; lines++) hear(said, await child.nextLine());
    for (const line of await child.kill()) hear(said, line);
  }
  await using _ = lockDataDirectory(directory);
  const opening = openStore({ databaseUrl, directory });
  await using store = await opening;
  await using ledger = createLedger({ directory, owner: "here", clock: systemClock, store: opening });
  await ledger.flush();

  const rows = await store.listRequests({ limit: 1e6 });
  const found = new Map(rows.map(({ requestId, settlement }) => [requestId, settlement]));
  expect(said.size).toBeGreaterThan(100);
  const wrong = [...said].filter(([id, { tokens, isDone }]) => {
    const settlement = found.get(id);
    if (settlement === undefined || settlement === null) return true;
    return isDone ? settlement.outcome !== "done" : settlement.usage.generatedTokens < tokens;
  });
  expect(wrong).toEqual([]);
  const charged = rows.filter(({ keyId }) => keyId === "k").map(({ settlement }) => settlement?.charge ?? null);
  const sum = (unit: "requests" | "tokens" | "micros") => charged.reduce((total, charge) => total + (charge?.[unit] ?? Number.NaN), 0);
  const [key] = await store.listKeys();
  expect(new Map(key?.budgets.map(({ unit, spent, reserved }) => [unit, [spent, reserved]]))).toEqual(new Map((["micros", "requests", "tokens"] as const).map((unit) => [unit, [sum(unit), 0]])));
}
