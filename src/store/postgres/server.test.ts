import { expect, it, type TestContext } from "vitest";
import { freshPostgresUrl, runSql } from "../../../test/store/fresh.ts";
import { exampleKey, exampleOpening, nothing, readBudgets, times } from "../../testing/store/examples.ts";
import { openPostgresStore } from "./store.ts";

/** Connections of the same test; other tests run at the same time. */
const others = "application_name = current_setting('application_name') and pid <> pg_backend_pid()";

async function requireUrl(context: TestContext): Promise<string> {
  return (await freshPostgresUrl()) ?? context.skip("DATABASE_URL names no PostgreSQL; npm run test:postgres starts one");
}

it("is migrated once by many who open it at once", async (context) => {
  for (let round = 0; round < 5; round++) {
    const url = await requireUrl(context);
    const stores = await Promise.all(times(6, () => openPostgresStore(url)));
    expect(await runSql(url, "select value from premise_meta where name = 'schema'")).toEqual([{ value: "1" }]);
    expect(await stores[5]?.listKeys()).toEqual([]);
    await Promise.all(stores.map((store) => store.close()));
  }
});

it("is refused when a newer version has migrated it", async (context) => {
  const url = await requireUrl(context);
  await (await openPostgresStore(url)).close();
  await runSql(url, "update premise_meta set value = '999'");
  await expect(openPostgresStore(url)).rejects.toMatchObject({ code: "store/newer" });
});

it("loses its connections and has new ones for the next call", async (context) => {
  const url = await requireUrl(context);
  await using store = await openPostgresStore(url);
  await store.open([exampleOpening("a")]);
  await runSql(url, `select pg_terminate_backend(pid) from pg_stat_activity where ${others}`);
  await expect.poll(() => store.listOpen("here").then((rows) => rows.length, () => 0), { timeout: 10_000 }).toBe(1);
});

it("takes back all of a batch whose connection breaks in the middle", async (context) => {
  const url = await requireUrl(context);
  await using store = await openPostgresStore(url);
  await store.createKey(exampleKey("k", { requests: 5 }));
  await runSql(url, "create function pause() returns trigger language plpgsql as 'begin perform pg_sleep(20); return new; end'; create trigger pause before insert on premise_open_requests for each row execute function pause()");
  const opening = expect(store.open([exampleOpening("a", { keyId: "k", hold: { ...nothing, requests: 1 } })])).rejects.toMatchObject({ code: "store/unavailable" });
  const victims = `select pid from pg_stat_activity where ${others} and wait_event = 'PgSleep'`;
  await expect.poll(() => runSql(url, victims), { timeout: 10_000 }).toHaveLength(1);
  await runSql(url, `select pg_terminate_backend(pid) from (${victims}) as victim`);
  await opening;
  await runSql(url, "drop trigger pause on premise_open_requests");
  expect([await store.listOpen("here"), await readBudgets(store, "k")]).toEqual([[], { requests: "0/0" }]);
});
