/** @module A PostgreSQL server of our own, on a loopback port, that lives as long as this process. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { findPostgres, installPostgres } from "./find.ts";

export type Cluster = AsyncDisposable & {
  readonly url: string;
  /** As after a crash: `QUIT` drops all connections and writes nothing. Resolves when it takes connections again. */
  readonly restart: (signal?: "QUIT" | "INT") => Promise<void>;
};

/** Whom the server runs as; it refuses root. */
type User = { readonly uid?: number; readonly gid?: number };

/** Stops the server when our end of the pipe is closed, even by kill -9, and leaves nothing behind; a signal's name that comes through it stops and starts the server. */
const guard = `postgres=$1; folder=$2; shift 2; trap '' INT TERM HUP
"$postgres" "$@" & server=$!
while read -r signal; do kill -$signal $server; wait $server; "$postgres" "$@" & server=$!; done
kill -INT $server; wait $server; rm -rf "$folder"`;
const startSeconds = 60;

/** @throws Error telling why there is no PostgreSQL here. */
export function requirePostgres(): string {
  const problem = findPostgres() === null ? installPostgres() : null;
  const found = findPostgres();
  if (found === null) throw new Error(`PostgreSQL is not installed (${problem ?? "nothing was found"}). On Debian: apt-get install postgresql`);
  return found;
}

/** @param programs PostgreSQL's folder of programs. @throws Error with what the server said. */
export async function startCluster(programs: string): Promise<Cluster> {
  const user = findUser();
  const folder = mkdtempSync(join(tmpdir(), "premise-postgres-"));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const [password, port] = [randomBytes(16).toString("hex"), await findPort()];
  try {
    makeCluster(programs, folder, password, user);
    const server = startServer(programs, folder, port, user);
    const stop = async (): Promise<void> => {
      server.stdin?.end();
      if (server.exitCode === null) await once(server, "exit");
    };
    await waitUntilReady(programs, port, server, folder).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    const restart = async (signal = "QUIT"): Promise<void> => {
      const before = readPid(folder);
      server.stdin?.write(`${signal}\n`);
      for (let tries = 0; tries < startSeconds * 10 && [before, null].includes(readPid(folder)); tries++) await setTimeout(100);
      await waitUntilReady(programs, port, server, folder);
    };
    return { url: `postgres://premise:${password}@127.0.0.1:${port}/postgres`, restart, [Symbol.asyncDispose]: stop };
  } finally {
    rmSync(join(folder, "password"), { force: true });
  }
}

function makeCluster(programs: string, folder: string, password: string, user: User): void {
  const secret = join(folder, "password");
  writeFileSync(secret, password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) chownSync(secret, user.uid, user.gid);
  const args = ["-D", join(folder, "data"), "-U", "premise", "-A", "scram-sha-256", `--pwfile=${secret}`, "-E", "UTF8", "--locale=C", "--no-sync"];
  execFileSync(join(programs, "initdb"), args, { ...user, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
}

function startServer(programs: string, folder: string, port: number, user: User): ChildProcess {
  const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: "", fsync: "on", max_connections: 100, log_destination: "stderr", logging_collector: "on", log_directory: folder, log_filename: "log" };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const command = ["-c", guard, "sh", join(programs, "postgres"), folder, "-D", join(folder, "data"), ...args];
  return spawn("sh", command, { ...user, cwd: folder, detached: true, stdio: ["pipe", "ignore", "ignore"] });
}

async function waitUntilReady(programs: string, port: number, server: ChildProcess, folder: string): Promise<void> {
  for (let tries = 0; tries < startSeconds * 10 && server.exitCode === null; tries++) {
    if (spawnSync(join(programs, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", String(port)]).status === 0) return;
    await setTimeout(100);
  }
  throw new Error(`PostgreSQL did not start: ${readLog(folder)}`);
}

/** null while it does not run. */
function readPid(folder: string): string | null {
  try {
    return readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n")[0] ?? null;
  } catch {
    return null;
  }
}

function readLog(folder: string): string {
  try {
    return readFileSync(join(folder, "log"), "utf8");
  } catch {
    return "it wrote no log";
  }
}

function findUser(): User {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((flag) => Number.parseInt(spawnSync("id", [flag, name], { encoding: "utf8" }).stdout, 10));
    if (uid !== undefined && gid !== undefined && uid > 0) return { uid, gid };
  }
  throw new Error("PostgreSQL does not run as root, and there is neither a user postgres nor nobody");
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("there is no free port on 127.0.0.1");
  return address.port;
}
