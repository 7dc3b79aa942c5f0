/** @module Keys and usage from the command line: through the running server of the data directory, or straight in the store where none runs. */
import { randomBytes } from "node:crypto";
import { readVariable } from "../../config/environment.ts";
import type { ResolvedSettings } from "../../config/settings.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import { createKey, showKey } from "../../gateway/routes/premise/keys.ts";
import { keyRequest, type KeyRequest } from "../../protocol/premise/requests.ts";
import { openStore } from "../../store/choose.ts";
import { lockDataDirectory } from "../../store/lock.ts";
import type { Store } from "../../store/store.ts";
import type { Io } from "../io.ts";
import { findServer, type RunningServer } from "../serve/directory.ts";

/** What a key looks like from outside; `budgets` where it was asked for. */
export type ShownKey = {
  readonly id: string; readonly name: string; readonly scopes: readonly string[]; readonly createdAt: string; readonly expiresAt: string | null; readonly revokedAt?: string | null;
  readonly requestsPerMinute: number | null; readonly key?: string;
  readonly budgets?: readonly { readonly unit: string; readonly limit: number; readonly spent: number; readonly reserved: number; readonly currency: string | null }[];
};

export type KeysAccess = {
  readonly create: (request: KeyRequest) => Promise<ShownKey>;
  readonly list: () => Promise<readonly ShownKey[]>;
  readonly revoke: (key: string) => Promise<ShownKey>;
};

/** @throws PremiseError `store/...`, and what the server answers. */
export async function withKeys<T>(io: Io, settings: ResolvedSettings, use: (access: KeysAccess) => Promise<T>): Promise<T> {
  const directory = settings.dataDir.value;
  const databaseUrl = readVariable(io.env, "DATABASE_URL");
  const server = findServer(directory);
  if (server !== null) return await use(throughServer(server));
  await using stack = new AsyncDisposableStack();
  if (databaseUrl === undefined) stack.use(lockDataDirectory(directory));
  const store = stack.use(await openStore({ databaseUrl, directory }));
  return await use(throughStore(store, io));
}

function throughStore(store: Store, io: Io): KeysAccess {
  return {
    create: async (request) => (await createKey(store, request, { now: io.clock.now(), drawBytes: randomBytes })) as ShownKey,
    list: async () => (await store.listKeys()).map((key) => showKey(key) as ShownKey),
    revoke: async (key) => await store.revokeKey(key, io.clock.now().toISOString()),
  };
}

function throughServer({ url, token }: RunningServer): KeysAccess {
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) };
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }).catch((error: unknown) => {
      throw new PremiseError("store/unavailable", { problem: `the running server at ${url} does not answer` }, { cause: error });
    });
    const value = (await answer.json()) as { readonly error?: { readonly message: string; readonly code: string } };
    if (answer.ok) return value;
    throw toError(answer.status, value.error, path);
  };
  return {
    create: async (request) => (await ask("POST", "/premise/v1/keys", keyRequest.parse(request))) as ShownKey,
    list: async () => ((await ask("GET", "/premise/v1/keys")) as { keys: ShownKey[] }).keys,
    revoke: async (key) => (await ask("DELETE", `/premise/v1/keys/${encodeURIComponent(key)}`)) as ShownKey,
  };
}

function toError(status: number, error: { readonly message: string; readonly code: string } | undefined, path: string): PremiseError {
  const name = decodeURIComponent(path.split("/").at(-1) ?? "");
  if (error?.code === "store/no-key") return new PremiseError("store/no-key", { key: name, suggestion: /\(did you mean .*?\)/.exec(error.message)?.[0].replace(/^/, " ") ?? "" });
  if (error?.code === "store/key-exists") return new PremiseError("store/key-exists", { name: /named "(.*)" already/.exec(error.message)?.[1] ?? "" });
  return new PremiseError("store/unavailable", { problem: `the running server answered ${status}: ${error?.message ?? ""}` });
}
