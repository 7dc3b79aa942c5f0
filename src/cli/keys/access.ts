/** @module Keys and usage from the command line: through the running server of the data directory, or straight in the store where none runs. */
import { randomBytes } from "node:crypto";
import type { ResolvedSettings } from "../../config/settings.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import { createKey, showKey } from "../../gateway/routes/premise/keys.ts";
import { type KeyBody, keyList, type KeyRequest, newKeyBody, type NewKeyBody, revokedKeyBody, type RevokedKeyBody } from "../../protocol/premise/requests.ts";
import type { Store } from "../../store/store.ts";
import type { Io } from "../io.ts";
import { askServer, type ServerError } from "../serve/ask-server.ts";
import { findServer, type RunningServer } from "../serve/directory.ts";
import { withLocalStore } from "../serve/local-store.ts";

export type KeysAccess = {
  readonly create: (request: KeyRequest) => Promise<NewKeyBody>;
  readonly list: () => Promise<readonly KeyBody[]>;
  readonly revoke: (key: string) => Promise<RevokedKeyBody>;
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
    create: (request) => createKey(store, request, { now: io.clock.now(), drawBytes: randomBytes }),
    list: async () => (await store.listKeys()).map(showKey),
    revoke: async (key) => revokedKeyBody.parse(await store.revokeKey(key, io.clock.now().toISOString())),
  };
}

function throughServer(server: RunningServer): KeysAccess {
  return {
    create: async (request) => newKeyBody.parse(await askServer(server, "POST", "/premise/v1/keys", (error) => toError(error, request.name), request)),
    list: async () => keyList.parse(await askServer(server, "GET", "/premise/v1/keys")).keys,
    revoke: async (key) => revokedKeyBody.parse(await askServer(server, "DELETE", `/premise/v1/keys/${encodeURIComponent(key)}`, (error) => toError(error, key))),
  };
}

function toError({ message, code }: ServerError, key: string): PremiseError {
  if (code === "store/no-key") return new PremiseError("store/no-key", { key, suggestion: / \(did you mean .*?\)/.exec(message)?.[0] ?? "" });
  if (code === "store/key-exists") return new PremiseError("store/key-exists", { name: key });
  return new PremiseError("store/unavailable", { problem: `the running server refused: ${message}` });
}
