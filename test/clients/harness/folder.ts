/** @module Where the clients are, and why they may not be. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { resolveDirectories } from "../../../src/config/directories.ts";

/** Where scripts/clients/make-clients.sh puts them. */
export const clientsFolder = process.env["PREMISE_CLIENTS"] ?? join(resolveDirectories(process.env).cache, "clients");

/** A program of the Python environment. */
export function pythonProgram(name: string): string {
  return join(clientsFolder, "python/bin", name);
}

/** Why no client can be run; null when all can. */
export function whyNoClients(): string | null {
  if (process.env["PREMISE_TEST_CLIENTS"] !== "1") return "real clients take minutes; `npm run test:clients` runs them";
  const missing = ["python", "node"].filter((part) => !existsSync(join(clientsFolder, part, ".pins")));
  return missing.length === 0 ? null : `no clients (${missing.join(", ")}) in ${clientsFolder}; scripts/clients/make-clients.sh makes them`;
}

/** What a Node client exports; `T` says as much of it as a test needs. */
export function loadClient<T>(name: string): T {
  return createRequire(join(clientsFolder, "node/package.json"))(name) as T;
}
