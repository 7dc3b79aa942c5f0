/** @module A disk of 64 kB that a test can fill. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { freshDirectory } from "./fresh.ts";

/** Skips the test where none can be mounted. Disposing takes it away. */
export function mountSmallDisk(skip: (note: string) => void): Disposable & { readonly path: string } {
  const path = join(freshDirectory(), "disk");
  mkdirSync(path);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", path], { stdio: "pipe" });
  } catch (error) {
    skip(`no small disk can be mounted here: ${(error as Error).message.split("\n")[0]}`);
  }
  return { path, [Symbol.dispose]: () => void execFileSync("umount", [path]) };
}
