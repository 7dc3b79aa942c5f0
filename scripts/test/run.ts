/** @module Runs a program of ours on this Node, and keeps what it said. */
import { spawn } from "node:child_process";

export type Ran = { readonly code: number; readonly output: string };

/** @param show whether its output is also shown as it comes; otherwise it is only kept. `env` is added to ours. */
export function runNode(args: readonly string[], options: { readonly show: boolean; readonly env?: Readonly<Record<string, string>> }): Promise<Ran> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...options.env } });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    if (options.show) process.stdout.write(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    if (options.show) process.stderr.write(chunk);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
