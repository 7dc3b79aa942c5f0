/** @module The `premise` command beside a server, on the same data directory. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ServerOptions } from "./server.ts";

const main = join(import.meta.dirname, "../../../src/cli/main.ts");

/** What it prints as JSON. @throws Error when it fails. */
export async function runPremise<T>({ directory, env }: Pick<ServerOptions, "directory" | "env">, ...args: readonly string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args, "--json"], { env: { ...env, PREMISE_DATA_DIR: directory, NO_COLOR: "1" }, timeout: 120_000 });
  return JSON.parse(stdout) as T;
}
