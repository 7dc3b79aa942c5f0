/** @module `premise serve` as a process of its own, with a data directory of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export type ServerSetting = { readonly directory: string; readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>>; readonly node?: readonly string[] };

export type RunningServer = AsyncDisposable & {
  readonly url: string;
  readonly child: ChildProcess;
  readonly err: () => string;
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | string>;
};

/** Resolves when it listens; with `ready: true` (the default) when its models are loaded. */
export async function startServer({ directory, args = ["--model", "world"], env = {}, node = [] }: ServerSetting, ready = true): Promise<RunningServer> {
  const child = spawn(process.execPath, [...node, main, "serve", "--port", "0", "--json", ...args], { env: { ...process.env, PREMISE_DATA_DIR: directory, HF_HUB_OFFLINE: "1", ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const written = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => void (written.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => void (written.err += chunk.toString()));
  const ended = new Promise<number | string>((resolve) => child.on("close", (code, signal) => resolve(code ?? signal ?? "unknown")));
  const told = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", () => void (written.out.includes("\n") && resolve((JSON.parse(written.out.split("\n")[0] ?? "") as { url: string }).url)));
    void ended.then((code) => reject(new Error(`the server ended with ${code}: ${written.err}`)));
  });
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<number | string> => {
    child.kill(signal);
    return await ended;
  };
  const url = await told;
  if (ready) await untilReady(url);
  return { url, child, err: () => written.err, ended, stop, [Symbol.asyncDispose]: async () => void (await stop("SIGKILL")) };
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if ((await fetch(`${url}/readyz`)).status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the server did not get ready");
}

export async function post(url: string, path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(`${url}${path}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
}
