import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startChild } from "../../test/store/child.ts";
import { freshDirectory, freshPgliteDirectory } from "../../test/store/fresh.ts";
import { systemClock } from "../random/clock.ts";
import { openStore } from "./choose.ts";
import { createLedger } from "./journal-ledger.ts";
import { lockDataDirectory } from "./lock.ts";

/** What the dead processes said of each request: the last token, and whether it was done. */
type Said = Map<string, { tokens: number; isDone: boolean }>;

function hear(said: Said, line: string): void {
  const [word, id = "", tokens = "0"] = line.split(" ");
  const before = said.get(id) ?? { tokens: 0, isDone: false };
  said.set(id, { tokens: Math.max(before.tokens, Number(tokens)), isDone: before.isDone || word === "done" });
}

it("charges each request once, and forgets none that was acknowledged, however often it is killed", async () => {
  const directory = freshDirectory();
  cpSync(await freshPgliteDirectory(), join(directory, "store"), { recursive: true });
  const said: Said = new Map();
  for (let round = 0; round < 4; round++) {
    const child = startChild("ledger-writer.ts", [directory, String(round)]);
    for (let lines = 0; lines < 100 + round * 333; lines++) hear(said, await child.nextLine());
    for (const line of await child.kill()) hear(said, line);
  }
  await using _ = lockDataDirectory(directory);
  const opening = openStore({ databaseUrl: undefined, directory });
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
}, 300_000);
