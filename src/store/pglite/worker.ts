/** @module The thread of the embedded database: its first opening takes seconds, and each query blocks the thread that it runs in. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import { createSqlStore } from "../sql-store.ts";
import { withFailures } from "../sql/failure.ts";
import { migrate } from "../sql/migrate.ts";
import type { Store } from "../store.ts";
import { createListener } from "./listener.ts";
import type { Answer, Question } from "./messages.ts";
import { withUpkeep } from "./upkeep.ts";

let store: Store | null = null;

async function open(directory: string | null): Promise<Store> {
  const client = await create(directory);
  const database = drizzle({ client });
  await migrate(database);
  const listener = createListener(client, directory);
  const close = async (): Promise<void> => {
    await listener.close();
    await client.close();
  };
  return withUpkeep(createSqlStore(database, { kind: "pglite", address: listener.address, close }), client);
}

async function create(directory: string | null): Promise<PGlite> {
  if (directory === null) return PGlite.create("memory://");
  try {
    prepare(directory);
    return await PGlite.create(directory);
  } catch (error) {
    throw new PremiseError("store/unreadable", { directory, problem: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}

/** What a killed process left of its own lock; ours, on the data directory, is the one that counts. */
function prepare(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  rmSync(join(directory, "postmaster.pid"), { force: true });
}

async function answer(question: Question): Promise<unknown> {
  if (question.method === "open-store") {
    store = await withFailures(() => open(question.args[0]));
    return null;
  }
  if (store === null) throw new PremiseError("store/unavailable", { problem: "it is not open" });
  const call = store[question.method] as (...args: readonly unknown[]) => Promise<unknown>;
  return call(...question.args);
}

/** After whatever the socket has: messages that come fast would keep it waiting as long as there are more. */
async function hear(question: Question): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  const { id } = question;
  let said: Answer;
  try {
    said = { id, value: await answer(question) };
  } catch (error) {
    said = { id, error: toPremiseError(error).toJSON() };
  }
  parentPort?.postMessage(said);
  if (question.method === "close") parentPort?.close();
}

parentPort?.on("message", (question: Question) => void hear(question));
