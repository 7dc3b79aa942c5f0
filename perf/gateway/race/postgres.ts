/** @module A PostgreSQL server for as long as it is needed, from scripts/with-postgres.ts; or the one that DATABASE_URL names. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { readVariable } from "../../../src/config/environment.ts";
import { PeerProcess } from "../../engine/peers/process.ts";
import type { Setting } from "../setting.ts";

const script = join(import.meta.dirname, "../../../scripts/with-postgres.ts");
const holder = "console.log(process.env.DATABASE_URL); process.stdin.resume(); process.stdin.on('end', () => process.exit())";

export type Postgres = AsyncDisposable & { readonly url: string };

/** null with the reason on stderr where there is none. */
export async function startPostgres({ io }: Setting): Promise<Postgres | null> {
  const given = readVariable(io.env, "DATABASE_URL");
  if (given !== undefined) return { url: given, [Symbol.asyncDispose]: async () => undefined };
  if (!existsSync(script)) return null;
  const child = new PeerProcess(process.execPath, [script, process.execPath, "-e", holder], { ...io.env });
  using lines = createInterface({ input: child.stdout });
  const { value: url } = (await lines[Symbol.asyncIterator]().next()) as { value: string | undefined };
  if (url !== undefined) return { url, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
  io.err(`no PostgreSQL: ${child.output.trim()}\n`);
  await child[Symbol.asyncDispose]();
  return null;
}
