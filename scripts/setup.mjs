/** @module Installs what the lockfile names when it changed, and does nothing when it did not. Plain JavaScript for Node >= 20; writes to stderr only. */
import { readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPinnedNode, majorOf, neededMajor } from "./pinned-node.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampPath = join(root, "node_modules", ".premise-setup");

if (majorOf(process.version) < 20) fail(`Node ${process.version} is too old to set up. Install Node >= 20 with npm.`);
else if (!isInstalled()) await installOnce();

/** The stamp holds the hash of the lockfile that node_modules was installed from. */
function isInstalled() {
  return readOrNull(stampPath) === wantedStamp() && (findPinnedNode(root) !== null || majorOf(process.version) >= neededMajor);
}

function wantedStamp() {
  const lockfile = readOrNull(join(root, "package-lock.json")) ?? "";
  return createHash("sha256").update(`${process.platform}-${process.arch}\n${lockfile}`).digest("hex");
}

async function installOnce() {
  const { withLock } = await import("./setup/lock.mjs");
  const { install } = await import("./setup/install.mjs");
  try {
    await withLock(join(root, ".setup.lock"), say, async () => {
      if (isInstalled()) return;
      const stamp = wantedStamp();
      await install(root, say);
      writeFileSync(stampPath, stamp);
    });
  } catch (error) {
    fail(error.message);
  }
}

function readOrNull(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

function fail(problem) {
  say(problem);
  process.exitCode = 1;
}
