/** @module One setup at a time: a lock file that names its owner's process, taken over when that process is gone. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const pollMs = 100;

/**
 * Runs `work` while holding the lock file; waits as long as a living process holds it.
 * @param {string} path
 * @param {(text: string) => void} say
 * @param {() => Promise<void>} work
 */
export async function withLock(path, say, work) {
  let told = false;
  while (!tryTake(path)) {
    const owner = readOwner(path);
    if (owner !== null && !isAlive(owner)) removeStale(path, owner);
    else if (!told) {
      say(`another setup is at work (process ${owner ?? "unknown"}); waiting for it`);
      told = true;
    }
    await sleep(pollMs);
  }
  try {
    await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** The owner is written before the lock appears under its name, so a lock is never seen empty. */
function tryTake(path) {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw new Error(`cannot write ${path}: ${error.message}`);
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

function readOwner(path) {
  try {
    const owner = Number.parseInt(readFileSync(path, "utf8"), 10);
    return Number.isNaN(owner) ? 0 : owner;
  } catch {
    return null;
  }
}

function isAlive(pid) {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Moves the lock aside before removing it: of several that find it stale, one wins, and a fresh lock is put back. */
function removeStale(path, owner) {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
    if (readOwner(aside) !== owner) linkSync(aside, path);
  } catch {
    // Another setup was quicker; the next look decides.
  } finally {
    rmSync(aside, { force: true });
  }
}
