/** @module Runs a program to its end and keeps what it printed. */
import { spawn } from "node:child_process";
import type { Environment } from "../../config/environment.ts";

export type CommandResult = {
  /** Exit status; null when a signal ended it or it could not be started. */
  readonly status: number | null;
  /** What it printed on both streams; the reason when it could not be started. */
  readonly output: string;
  readonly missing: boolean;
};

export type CommandOptions = { readonly env: Environment; readonly signal: AbortSignal };
export type RunCommand = (command: string, args: readonly string[], options: CommandOptions) => Promise<CommandResult>;

const keptCharacters = 20_000;

/** Never rejects: a program that is not there is a result with `missing`. */
export const runCommand: RunCommand = (command, args, { env, signal }) =>
  new Promise((resolve) => {
    let output = "";
    const child = spawn(command, args, { env: { ...env }, signal, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString("utf8")).slice(-keptCharacters);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    let problem: NodeJS.ErrnoException | null = null;
    child.on("error", (error) => {
      problem = error;
      if (child.pid === undefined) resolve({ status: null, output: error.message, missing: problem.code === "ENOENT" });
    });
    child.on("close", (status) => resolve({ status, output, missing: false }));
  });
