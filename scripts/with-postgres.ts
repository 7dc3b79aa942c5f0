/** @module Runs a command beside a PostgreSQL of its own: `node scripts/node24.mjs scripts/with-postgres.ts COMMAND ...ARGS`; DATABASE_URL names it. Exit code 69: there is none to be had. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { requirePostgres, startCluster } from "./postgres/cluster.ts";

const [command, ...args] = process.argv.slice(2);
if (command === undefined) end(2, "give the command to run: scripts/with-postgres.ts COMMAND ...ARGS");
else {
  try {
    process.exitCode = await run(requirePostgres(), command);
  } catch (error) {
    end(69, error instanceof Error ? error.message : String(error));
  }
}

/** @returns the command's exit code; a signal is passed on, and the server stops after the command. */
async function run(programs: string, name: string): Promise<number> {
  await using cluster = await startCluster(programs);
  const child = spawn(name, args, { stdio: "inherit", env: { ...process.env, DATABASE_URL: cluster.url } });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal ?? "SIGTERM"];
  } catch (error) {
    end(127, error instanceof Error ? error.message : String(error));
    return 127;
  }
}

function end(code: number, problem: string): void {
  process.stderr.write(`with-postgres: ${problem}\n`);
  process.exitCode = code;
}
