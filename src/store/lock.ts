/** @module A lock on the data directory, held by SQLite's lock on a file in it: the kernel drops it with the process, however that ends, so it is never stale. */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { PremiseError } from "../errors/premise-error.ts";
import { isAlive, nameThisProcess, type ProcessName } from "./alive.ts";

export type DirectoryLock = AsyncDisposable & {
  /** Replaces what others read of the holder: a JSON value. */
  readonly tell: (value: unknown) => void;
  readonly release: () => void;
};

/** Which process holds a directory, and what it tells. */
export type Holder = ProcessName & { readonly told: unknown };

/** Who only looks holds the lock for less than that, on a busy machine too. */
const patienceMs = 500;
const lockFile = "lock.db";
const holderFile = "holder.json";

/** Makes the directory where there is none. @throws PremiseError `store/in-use`, which names the holder; `store/write-failed`. */
export function lockDataDirectory(directory: string, tell: unknown = null): DirectoryLock {
  const database = take(directory);
  const path = join(directory, holderFile);
  const write = (told: unknown): void => writeHolder(path, { ...nameThisProcess(), told });
  let held = true;
  const release = (): void => {
    if (!held) return;
    held = false;
    rmSync(path, { force: true });
    database.close();
  };
  try {
    write(tell);
  } catch (error) {
    release();
    throw error;
  }
  return { tell: write, release, [Symbol.asyncDispose]: async () => release() };
}

/** What the process that holds the directory tells; null where none does, whatever an earlier one has left. */
export function readHolder(directory: string): Holder | null {
  let database: DatabaseSync;
  try {
    database = openSqlite(join(directory, lockFile), { readOnly: true });
  } catch {
    return null;
  }
  try {
    database.exec("SELECT 1 FROM sqlite_schema");
    return null;
  } catch {
    return readLiving(join(directory, holderFile));
  } finally {
    database.close();
  }
}

function take(directory: string): DatabaseSync {
  const path = join(directory, lockFile);
  let database: DatabaseSync | null = null;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    database = openSqlite(path, { timeout: patienceMs });
    chmodSync(path, 0o600);
    // Held until the end, since nothing ends the transaction. In SQLite's exclusive locking mode two who come at once would keep each other out.
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    if (!isBusy(error)) throw new PremiseError("store/write-failed", { path, problem: describe(error) }, { cause: error });
    const holder = readLiving(join(directory, holderFile));
    throw new PremiseError("store/in-use", { directory, holder: holder === null ? "another process" : `process ${holder.pid}${holder.host === hostname() ? "" : ` on ${holder.host}`}` });
  }
}

/** In the moment between taking the lock and telling, the file is still a dead process's. */
function readLiving(path: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(path, "utf8")) as Holder;
    return isAlive(holder) ? holder : null;
  } catch {
    return null;
  }
}

/** In one step, so that nobody reads half of it; it may hold a token, so only its owner may read it. */
function writeHolder(path: string, holder: Holder): void {
  const part = `${path}.${process.pid}.part`;
  try {
    writeFileSync(part, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw new PremiseError("store/write-failed", { path, problem: describe(error) }, { cause: error });
  }
}

function openSqlite(path: string, options: { readonly timeout?: number; readonly readOnly?: boolean }): DatabaseSync {
  return new (loadSqlite().DatabaseSync)(path, options);
}

/** Without the warning that some versions of Node 24 print, but with every other. */
function loadSqlite(): typeof import("node:sqlite") {
  const before = Reflect.get(process, "emitWarning") as (...args: readonly unknown[]) => void;
  process.emitWarning = (...args: readonly unknown[]) => {
    if (!String(args[0]).includes("SQLite")) Reflect.apply(before, process, args);
  };
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = before;
  }
}

/** SQLITE_BUSY, whatever the reason in its higher bits. */
function isBusy(error: unknown): boolean {
  return (Number((error as { readonly errcode?: unknown }).errcode) & 0xff) === 5;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
