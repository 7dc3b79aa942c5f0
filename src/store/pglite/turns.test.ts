import { cpSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { makeTemplate } from "../../../test/store/fresh.ts";
import { exampleKey, exampleOpening, exampleSettlement, readBudgets, times } from "../../testing/store/examples.ts";
import type { Store } from "../store.ts";
import { openPgliteStore } from "./store.ts";

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "premise-turns-"));
  cpSync(await makeTemplate(), join(folder, "store"), { recursive: true });
  store = await openPgliteStore(join(folder, "store"));
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function connect(): Promise<pg.Client> {
  const { host, port } = (await store.address()) as { readonly host: string; readonly port: number };
  const client = new pg.Client({ host, port, user: "postgres", database: "postgres" });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end().catch(() => undefined));
  return client;
}

it("keeps the store's transactions and those of a client apart, however they come between each other", async () => {
  const client = await connect();
  await client.query("create table if not exists turns (round int, half int)");
  await store.createKey(exampleKey("k", { requests: 100_000 }));
  let isDone = false;
  const hammer = async (name: string): Promise<number> => {
    for (let turn = 0; ; turn++) {
      if (isDone) return turn;
      await store.open([exampleOpening(`${name}-${turn}`, { keyId: "k" })]);
      await store.settle([exampleSettlement(`${name}-${turn}`)]);
    }
  };
  const hammers = times(3, (i) => hammer(`h${i}`));
  for (let round = 0; round < 80; round++) {
    await client.query("begin");
    await client.query("insert into turns (round, half) values ($1, 1)", [round]);
    if (round % 5 === 0) await expect(client.query("insert into turns (round, half) values ($1, 2)", ["x"])).rejects.toMatchObject({ code: "22P02" });
    else await client.query("insert into turns (round, half) values ($1, 2)", [round]);
    await client.query(round % 5 === 0 || round % 7 === 0 ? "rollback" : "commit");
    const { rows } = await client.query<{ readonly sum: number }>("select $1::int + $2::int as sum", [round, 1]);
    expect(rows).toEqual([{ sum: round + 1 }]);
  }
  isDone = true;
  const turns = (await Promise.all(hammers)).reduce((sum, each) => sum + each, 0);
  expect(turns).toBeGreaterThan(10);
  const kept = times(80, (round) => round).filter((round) => round % 5 !== 0 && round % 7 !== 0);
  expect((await client.query("select round, count(*)::int as halves from turns group by round order by round")).rows).toEqual(kept.map((round) => ({ round, halves: 2 })));
  expect(await readBudgets(store, "k")).toEqual({ requests: `${turns}/0` });
  expect(await store.listOpen("here")).toEqual([]);
});

it("takes back what a client had begun when it goes, and serves the next one", async () => {
  const first = await connect();
  await first.query("create table if not exists gone (a int)");
  await first.query("begin");
  await first.query("insert into gone values (1)");
  const waiting = store.listKeys();
  (first as unknown as { readonly connection: { readonly stream: { destroy(): void } } }).connection.stream.destroy();
  await waiting;
  const second = await connect();
  expect((await second.query("select * from gone")).rows).toEqual([]);
});

it("forgets the beginning of a turn whose client went before its end", async () => {
  const first = await connect();
  const { connection } = first as unknown as { readonly connection: { parse(query: unknown): void; flush(): void; readonly stream: { destroy(): void; write(data: Uint8Array): void } } };
  connection.parse({ text: "select no_such_thing", name: "" });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await store.listRuns()).toEqual([]);
  connection.stream.destroy();
  const second = await connect();
  expect((await second.query("select $1::int as a", [1])).rows).toEqual([{ a: 1 }]);
});

it("listens on a socket of its user alone, elsewhere where the path is too long, and no more once it is closed", async () => {
  const { host, port } = (await store.address()) as { readonly host: string; readonly port: number };
  expect(statSync(join(host, `.s.PGSQL.${port}`)).mode & 0o777).toBe(0o600);
  const deep = join(folder, "x".repeat(120));
  cpSync(await makeTemplate(), join(deep, "store"), { recursive: true });
  const far = await openPgliteStore(join(deep, "store"));
  const address = (await far.address()) as { readonly host: string; readonly port: number };
  expect(address.host.startsWith(tmpdir())).toBe(true);
  const client = new pg.Client({ ...address, user: "postgres", database: "postgres" });
  client.on("error", () => undefined);
  await client.connect();
  expect((await client.query("select 1 as a")).rows).toEqual([{ a: 1 }]);
  await far.close();
  await expect(client.query("select 1")).rejects.toThrow(/Connection terminated|not queryable/);
  expect(() => statSync(address.host)).toThrow(/ENOENT/);
});
