/** @module A process for tests that is killed: serves requests as a gateway would, and says what the ledger acknowledged. */
import { systemClock } from "../../src/random/clock.ts";
import { openStore } from "../../src/store/choose.ts";
import { createLedger } from "../../src/store/journal-ledger.ts";
import { lockDataDirectory } from "../../src/store/lock.ts";
import { exampleKey, times } from "../../src/testing/store/examples.ts";
import { say } from "./say.ts";

const [directory = "", round = "", databaseUrl = ""] = process.argv.slice(2);

lockDataDirectory(directory);
const opening = openStore({ databaseUrl: databaseUrl === "" ? undefined : databaseUrl, directory });
const store = await opening;
if (round === "0") await store.createKey(exampleKey("k", { tokens: 1e9, requests: 1e9, micros: 1e9 }));
const ledger = createLedger({ directory, owner: "here", clock: systemClock, store: opening });

await Promise.all(times(8, async (writer) => {
  for (let turn = 0; ; turn++) {
    const requestId = `${round}-${writer}-${turn}`;
    const hasBudget = writer % 2 === 0;
    const entry = await ledger.open({ requestId, keyId: hasBudget ? "k" : null, route: "/", model: null, streamed: true, hold: { requests: 1, tokens: 100, micros: 200 } }, { hasBudget });
    say(`open ${requestId}`);
    for (let generatedTokens = 1; generatedTokens <= 3; generatedTokens++) {
      await new Promise((resolve) => setImmediate(resolve));
      entry.progress({ promptTokens: 0, cachedTokens: 0, scoredTokens: 0, generatedTokens });
      say(`progress ${requestId} ${generatedTokens}`);
    }
    entry.settle({ outcome: "done", status: 200, usage: { promptTokens: 0, cachedTokens: 0, scoredTokens: 0, generatedTokens: 3 }, charge: { requests: 1, tokens: 3, micros: 6 }, exact: true });
    say(`done ${requestId}`);
  }
}));
