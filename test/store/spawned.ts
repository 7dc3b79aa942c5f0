/** @module Processes that are killed, line by line. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { endMark } from "./say.ts";

export type Child = {
  readonly process: ChildProcess;
  /** @throws Error when it has ended instead. */
  readonly nextLine: () => Promise<string>;
  /** kill -9, and all that it said until then. */
  readonly kill: () => Promise<readonly string[]>;
};

/** Runs a TypeScript file on this Node. */
export function spawnChild(path: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, [path, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const { done, value } = await lines.next();
    if (done === true || !value.endsWith(endMark)) throw new Error(`${path} has ended`);
    return value.slice(0, -endMark.length);
  };
  const kill = async (): Promise<readonly string[]> => {
    child.kill("SIGKILL");
    const said: string[] = [];
    for await (const line of { [Symbol.asyncIterator]: () => lines }) if (line.endsWith(endMark)) said.push(line.slice(0, -endMark.length));
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    return said;
  };
  return { process: child, nextLine, kill };
}
