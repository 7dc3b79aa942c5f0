/** @module The store of commands that find no server running: this process has the data directory to itself meanwhile. */
import { readVariable } from "../../config/environment.ts";
import { openStore } from "../../store/choose.ts";
import { lockDataDirectory } from "../../store/lock.ts";
import type { Store } from "../../store/store.ts";
import type { Io } from "../io.ts";

/** @throws PremiseError `store/...`. */
export async function withLocalStore<T>(io: Io, directory: string, use: (store: Store) => Promise<T>): Promise<T> {
  const databaseUrl = readVariable(io.env, "DATABASE_URL");
  await using stack = new AsyncDisposableStack();
  if (databaseUrl === undefined) stack.use(lockDataDirectory(directory));
  return await use(stack.use(await openStore({ databaseUrl, directory })));
}
