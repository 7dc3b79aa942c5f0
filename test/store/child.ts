/** @module Processes for tests that are killed, at the latest with the test. */
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { type Child, spawnChild } from "./spawned.ts";

/** Runs a TypeScript file of this folder on this Node. */
export function startChild(name: string, args: readonly string[]): Child {
  const child = spawnChild(fileURLToPath(new URL(name, import.meta.url)), args);
  onTestFinished(() => void child.process.kill("SIGKILL"));
  return child;
}
