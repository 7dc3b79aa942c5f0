/** @module The embedded database as a server on a socket that only its user can open, for drivers of PostgreSQL in this process. It listens once it is asked where. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import type { DatabaseAddress } from "../store.ts";
import { createTurns } from "./turns.ts";

/** Drivers find the socket in its folder by this port in its name. */
const port = 5432;
const nameOf = (folder: string): string => join(folder, `.s.PGSQL.${port}`);
/** Longest path of a socket, on the system that takes least. */
const longest = 103;
/** One is served at a time; a driver that replaces a broken connection has two for a moment. */
const maxConnections = 4;

export type Listener = { readonly address: () => Promise<DatabaseAddress>; readonly close: () => Promise<void> };

/** @param directory of the database, null for one in memory. */
export function createListener(database: PGlite, directory: string | null): Listener {
  let listening: Promise<{ readonly address: DatabaseAddress; readonly stop: () => Promise<void> }> | null = null;
  return {
    address: async () => (await (listening ??= process.platform === "win32" ? listenOnLoopback(database) : listen(database, directory))).address,
    close: async () => await (await listening)?.stop(),
  };
}

async function listen(database: PGlite, directory: string | null): Promise<{ readonly address: DatabaseAddress; readonly stop: () => Promise<void> }> {
  const beside = directory === null ? null : dirname(directory);
  const isOwn = beside === null || Buffer.byteLength(nameOf(beside)) > longest;
  const folder = isOwn ? mkdtempSync(join(tmpdir(), "premise-")) : beside;
  const path = nameOf(folder);
  // What a killed process has left.
  rmSync(path, { force: true });
  const server = new PGLiteSocketServer({ db: createTurns(database) as PGlite, path, maxConnections });
  await server.start();
  chmodSync(path, 0o600);
  const stop = async (): Promise<void> => {
    await server.stop();
    if (isOwn) rmSync(folder, { recursive: true, force: true });
  };
  return { address: { kind: "pglite", host: folder, port }, stop };
}

/** Where there are no sockets in folders. */
async function listenOnLoopback(database: PGlite): Promise<{ readonly address: DatabaseAddress; readonly stop: () => Promise<void> }> {
  const server = new PGLiteSocketServer({ db: createTurns(database) as PGlite, host: "127.0.0.1", port: 0, maxConnections });
  await server.start();
  const [host = "", taken = ""] = server.getServerConn().split(":");
  return { address: { kind: "pglite", host, port: Number(taken) }, stop: () => server.stop() };
}
