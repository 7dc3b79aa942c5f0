import { afterAll, beforeAll, expect, it } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { openPool } from "../../src/runs/durable/pool.ts";
import { runEngineCases } from "../../src/testing/run-engine-conformance.ts";
import { openDurableStore, openEngine } from "./open.ts";

let store: Store;
let end: () => Promise<void>;
beforeAll(async () => void ({ store, end } = await openDurableStore()));
afterAll(() => end());

it("has cases to run", () => expect(runEngineCases.length).toBeGreaterThan(5));
for (const each of runEngineCases) {
  it(each.name, async () => {
    const pool = openPool(await store.address());
    await pool.query("truncate premise_runs.workflow_status, premise_runs.workflow_input, premise_runs.workflow_output, premise_runs.operation_outputs cascade");
    await pool.end();
    await each.run(async ({ bodies, fingerprintOf }) => await openEngine(store, bodies, { fingerprintOf }));
  });
}
