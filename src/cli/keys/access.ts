/** @module Keys and usage from the command line: through the running server of the data directory, or straight in the store where none runs. */
import { randomBytes } from "node:crypto";
import type { ResolvedSettings } from "../../config/settings.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import { createKey, showKey } from "../../gateway/routes/premise/keys.ts";
import { keyRequest, type KeyRequest } from "../../protocol/premise/requests.ts";
import type { Store } from "../../store/store.ts";
import type { Io } from "../io.ts";
import { askServer, type ServerError } from "../serve/ask-server.ts";
import { findServer, type RunningServer } from "../serve/directory.ts";
import { withLocalStore } from "../serve/local-store.ts";

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
  const server = findServer(directory);
  if (server !== null) return await use(throughServer(server));
  return await withLocalStore(io, directory, (store) => use(throughStore(store, io)));
}

function throughStore(store: Store, io: Io): KeysAccess {
  return {
    create: async (request) => (await createKey(store, request, { now: io.clock.now(), drawBytes: randomBytes })) as ShownKey,
    list: async () => (await store.listKeys()).map((key) => showKey(key) as ShownKey),
    revoke: async (key) => await store.revokeKey(key, io.clock.now().toISOString()),
  };
}

function throughServer(server: RunningServer): KeysAccess {
  return {
    create: async (request) => (await askServer(server, "POST", "/premise/v1/keys", (error) => toError(error, request.name), keyRequest.parse(request))) as ShownKey,
    list: async () => ((await askServer(server, "GET", "/premise/v1/keys")) as { keys: ShownKey[] }).keys,
    revoke: async (key) => (await askServer(server, "DELETE", `/premise/v1/keys/${encodeURIComponent(key)}`, (error) => toError(error, key))) as ShownKey,
  };
}

function toError({ message, code }: ServerError, key: string): PremiseError {
  if (code === "store/no-key") return new PremiseError("store/no-key", { key, suggestion: / \(did you mean .*?\)/.exec(message)?.[0] ?? "" });
  if (code === "store/key-exists") return new PremiseError("store/key-exists", { name: key });
  return new PremiseError("store/unavailable", { problem: `the running server refused: ${message}` });
}
