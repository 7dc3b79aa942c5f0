/** @module One process at a time: a lock file that shows a sign of life, so that a dead owner's lock is taken over. */
import { randomUUID } from "node:crypto";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { PremiseError } from "../../errors/premise-error.ts";
import { systemClock } from "../../random/clock.ts";

export type LockOptions = {
  readonly signal?: AbortSignal;
  /** Called once when somebody else holds the lock. */
  readonly onWait?: () => void;
  /** Seconds between two looks while waiting. */
  readonly pollSeconds?: number;
  /** A lock without a sign of life for so long is dead. */
  readonly staleSeconds?: number;
};

/**
 * Does `work` while holding the lock; waits for whoever holds it.
 * @throws PremiseError `interrupted` when the signal ends the wait.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const staleSeconds = options.staleSeconds ?? 60;
  const token = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  await acquire(path, token, staleSeconds, options);
  const beat = setInterval(() => void utimes(path, systemClock.now(), systemClock.now()).catch(() => {}), (staleSeconds * 1000) / 6);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await readFile(path, "utf8").catch(() => null)) === token) await rm(path, { force: true });
  }
}

async function acquire(path: string, token: string, staleSeconds: number, options: LockOptions): Promise<void> {
  for (let waits = 0; ; waits++) {
    if (options.signal?.aborted === true) throw new PremiseError("interrupted");
    if (await create(path, token)) return;
    if ((await isDead(path, staleSeconds)) && (await takeAway(path, staleSeconds))) continue;
    if (waits === 0) options.onWait?.();
    await sleep((options.pollSeconds ?? 0.25) * 1000, undefined, options.signal === undefined ? {} : { signal: options.signal }).catch(() => {});
  }
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    await writeFile(path, token, { flag: "wx" });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
}

async function isDead(path: string, staleSeconds: number): Promise<boolean> {
  const status = await stat(path).catch(() => null);
  if (status === null) return false;
  if (systemClock.now().getTime() - status.mtimeMs > staleSeconds * 1000) return true;
  const owner = parseOwner(await readFile(path, "utf8").catch(() => ""));
  return owner !== null && owner.host === hostname() && !isAlive(owner.pid);
}

/**
 * Removes a dead lock. Only the holder of the claim may, so that nobody removes the lock of one who was faster.
 * @returns false when somebody else is at it
 */
async function takeAway(path: string, staleSeconds: number): Promise<boolean> {
  const claim = `${path}.claim`;
  if (!(await create(claim, ""))) {
    if (await isDead(claim, staleSeconds)) await rm(claim, { force: true });
    return false;
  }
  try {
    if (await isDead(path, staleSeconds)) await rm(path, { force: true });
    return true;
  } finally {
    await rm(claim, { force: true });
  }
}

function parseOwner(text: string): { pid: number; host: string } | null {
  try {
    const { pid, host } = JSON.parse(text) as { pid?: unknown; host?: unknown };
    return typeof pid === "number" && typeof host === "string" ? { pid, host } : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
