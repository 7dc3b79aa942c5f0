import { expect, it } from "vitest";
import { freshDirectory, freshPostgresUrl } from "../../test/store/fresh.ts";
import { openStore } from "./choose.ts";

it("takes the server that a URL names", async (context) => {
  const databaseUrl = await freshPostgresUrl();
  if (databaseUrl === null) return context.skip("DATABASE_URL names no PostgreSQL; npm run test:postgres starts one");
  await using store = await openStore({ databaseUrl, directory: freshDirectory() });
  expect(store.kind).toBe("postgres");
});

it("does not fall back where the server is away, or the URL is none", async () => {
  await expect(openStore({ databaseUrl: "postgres://nobody:hunter2@127.0.0.1:1/x", directory: null })).rejects.toMatchObject({ code: "store/unavailable", message: expect.not.stringContaining("hunter2") });
  await expect(openStore({ databaseUrl: "mysql://user:hunter2@host/x", directory: null })).rejects.toMatchObject({ code: "config/invalid", message: expect.not.stringContaining("hunter2") });
});

it("keeps everything in memory without a directory", async () => {
  await using store = await openStore({ databaseUrl: undefined, directory: null });
  expect([store.kind, await store.listKeys()]).toEqual(["pglite", []]);
}, 120_000);
