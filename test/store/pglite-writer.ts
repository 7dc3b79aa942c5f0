/** @module A process for tests that is killed: says what the directory holds, then writes for ever, and says what was acknowledged. */
import { openPgliteStore } from "../../src/store/pglite/store.ts";
import { exampleOpening, exampleSettlement, times } from "../../src/testing/store/examples.ts";
import { say } from "./say.ts";

const [directory = "", round = "", batch = "8"] = process.argv.slice(2);

const store = await openPgliteStore(directory);
const rows = await store.listRequests({ limit: 1e6 });
say(`have ${rows.map(({ requestId, settlement }) => `${settlement === null ? "open" : "ended"} ${requestId}`).join(",")}`);

/** Several at once, so that a kill finds some of them under way. */
await Promise.all(times(3, async (writer) => {
  for (let turn = 0; ; turn++) {
    const ids = times(Number(batch), (i) => `${round}-${writer}-${turn}-${i}`);
    await store.open(ids.map((id) => exampleOpening(id)));
    say(`done ${ids.map((id) => `open ${id}`).join(",")}`);
    await store.settle(ids.map((id) => exampleSettlement(id)));
    say(`done ${ids.map((id) => `ended ${id}`).join(",")}`);
  }
}));
