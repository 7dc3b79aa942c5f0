import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createChain } from "../../../test/durable/bodies.ts";
import { openDurableStore, openEngine, toJob } from "../../../test/durable/open.ts";
import { createRecordedRunStore } from "../../../test/durable/recorded.ts";
import type { Store } from "../../store/store.ts";
import { runStoreCases } from "../../testing/run-store-conformance.ts";
import { openPool } from "./pool.ts";

let store: Store;
let end: () => Promise<void>;
beforeAll(async () => void ({ store, end } = await openDurableStore()));
afterAll(() => end());

async function runSql(statement: string): Promise<void> {
  const pool = openPool(await store.address());
  await pool.query(statement);
  await pool.end();
}

describe("conformance", () => {
  it("has cases to run", () => expect(runStoreCases.length).toBeGreaterThan(4));
  for (const each of runStoreCases) {
    it(each.name, async (context) => {
      if (each.name === "takes nothing after the end") context.skip("a body ends its run by ending");
      await runSql("truncate premise_runs.workflow_status, premise_runs.workflow_input, premise_runs.workflow_output, premise_runs.operation_outputs cascade");
      await each.run((setting) => createRecordedRunStore(store, setting));
    });
  }
});

const damages = {
  "a step that was changed": { sql: "update premise_runs.operation_outputs set output = replace(output, '\"seed\":7', '\"seed\":8') where function_id = 1", step: 2 },
  "a step that is missing": { sql: "delete from premise_runs.operation_outputs where function_id = 1", step: 2 },
  "a lost last step": { sql: "delete from premise_runs.operation_outputs where function_id = 2", step: 3 },
  "a step that is no JSON": { sql: "update premise_runs.operation_outputs set output = 'x' where function_id = 0", step: 1 },
  "an input that is no run's": { sql: "update premise_runs.workflow_input set inputs = '[]'", step: 1 },
};
for (const [name, { sql, step }] of Object.entries(damages)) {
  it(`sees ${name}`, async () => {
    await runSql("truncate premise_runs.workflow_status, premise_runs.workflow_input, premise_runs.workflow_output, premise_runs.operation_outputs cascade");
    await using engine = await openEngine(store, { chain: createChain() });
    const run = await engine.start(toJob({ seed: 7, steps: 3 }));
    await run.result();
    await runSql(sql);
    await expect(engine.runs.read(run.id)).rejects.toMatchObject({ code: "run/damaged", details: { step } });
    expect((await engine.runs.list()).map(({ header, status }) => [header.id, status])).toEqual([[run.id, "damaged"]]);
  });
}

it("tells a run that waits for any worker from one that a dead process was about to resume", async () => {
  await using engine = await openEngine(store, { chain: createChain() });
  const run = await engine.start(toJob({ seed: 7, steps: 3 }));
  await run.result();
  const statusIn = async (queue: string): Promise<string> => {
    await runSql(`update premise_runs.workflow_status set status = 'ENQUEUED', queue_name = '${queue}' where workflow_uuid = '${run.id}'`);
    return (await engine.runs.read(run.id)).status;
  };
  expect([await statusIn("model:gemma"), await statusIn("premise-dead")]).toEqual(["running", "interrupted"]);
});
