/** @module Empty databases for tests: copies of one that was made before, and schemas of their own on the server that DATABASE_URL names. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureSystemDatabase } from "@dbos-inc/dbos-sdk/internal/system_database";
import pg from "pg";
import { onTestFinished } from "vitest";
import { hashText } from "../../src/random/hash.ts";
import { openPool } from "../../src/runs/durable/pool.ts";
import { openPgliteStore } from "../../src/store/pglite/store.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const migrations = join(root, "src/store/migrations");
const silent = { info: () => undefined, debug: () => undefined, warn: () => undefined, error: () => undefined };

/** A folder that is gone after the test. */
export function freshDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), "premise-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A PGlite directory that was opened once and has nothing in it: making one takes seconds, copying it does not. */
export async function freshPgliteDirectory(): Promise<string> {
  const directory = join(freshDirectory(), "store");
  cpSync(await makeTemplate(), directory, { recursive: true });
  return directory;
}

/** A URL whose tables are in a schema of their own, which is the name of its connections too; null without DATABASE_URL. */
export async function freshPostgresUrl(): Promise<string | null> {
  const server = process.env["DATABASE_URL"];
  if (server === undefined || server === "") return null;
  const schema = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  await runSql(server, `create schema ${schema}`);
  onTestFinished(async () => void (await runSql(server, `drop schema ${schema} cascade`)));
  const url = new URL(server);
  url.searchParams.set("options", `-c search_path=${schema}`);
  url.searchParams.set("application_name", schema);
  return url.href;
}

export async function runSql(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

/** A PGlite directory with empty tables, DBOS's included, that must not be written to. Kept from run to run; of several test files at once, the first to finish wins. */
export async function makeTemplate(): Promise<string> {
  const folder = join(root, "node_modules/.cache/premise-store");
  const template = join(folder, templateName());
  if (existsSync(template)) return template;
  mkdirSync(folder, { recursive: true });
  const part = mkdtempSync(join(folder, "part-"));
  const store = await openPgliteStore(join(part, "store"));
  const pool = openPool(await store.address());
  await ensureSystemDatabase("", silent as never, pool, "premise_runs", false);
  await pool.end();
  await store.close();
  try {
    renameSync(join(part, "store"), template);
  } catch (error) {
    if (!existsSync(template)) throw error;
  }
  rmSync(part, { recursive: true, force: true });
  return template;
}

function templateName(): string {
  const [version, dbos] = ["@electric-sql/pglite", "@dbos-inc/dbos-sdk"].map((name) => (JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as { readonly version: string }).version);
  const sql = readdirSync(migrations).filter((name) => name.endsWith(".sql")).map((name) => readFileSync(join(migrations, name), "utf8"));
  return hashText([version, dbos, ...sql].join("\n")).slice(0, 16);
}
