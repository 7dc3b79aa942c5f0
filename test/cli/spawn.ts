/** @module Runs the program as a user does: in a process of its own. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export type Ended = { readonly code: number | null; readonly signal: string | null; readonly out: string; readonly err: string };
export type SpawnSetting = {
  readonly home: string;
  /** Where stdout goes; a pipe to us unless it is a file descriptor. */
  readonly stdout?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Written to stdin, which is then ended; null leaves it open and silent. */
  readonly input?: string | null;
  /** Gets ways to send a signal, and to close our end of its stdout at its first output. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void, closeOut: () => void) => void;
};

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export async function runPremise(args: readonly string[], setting: SpawnSetting): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env["PATH"] ?? "", HOME: setting.home, HF_HUB_OFFLINE: "1", ...setting.env }, stdio: ["pipe", setting.stdout ?? "pipe", "pipe"] });
  const written = { out: "", err: "" };
  child.stdout?.on("data", (chunk: Buffer) => void (written.out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => void (written.err += chunk.toString()));
  setting.onStart?.((signal) => child.kill(signal), () => child.stdout?.once("data", () => child.stdout?.destroy()));
  child.stdin?.on("error", () => undefined);
  if (setting.input !== null) child.stdin?.end(setting.input ?? "");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", () => child.stdin?.destroy());
    child.on("close", (code, signal) => resolve({ code, signal, ...written }));
  });
}
