/** @module Starts other people's servers on this machine for the tests: one thread, a free port, stopped when disposed of. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { resolveDirectories } from "../../src/config/directories.ts";

/** Where `scripts/peers/make-peers.sh` puts what it builds. */
const peers = join(resolveDirectories(process.env).cache, "peers");
const llamaServer = join(peers, "llama.cpp", "build", "bin", "llama-server");
const python = join(peers, "python", "bin", "python");

export type RealServer = AsyncDisposable & { readonly url: string };

/** Why a server cannot be started here; null when it can. */
export function whyMissing(server: "llama-server" | "llama-cpp-python"): string | null {
  const found = server === "llama-server" ? existsSync(llamaServer) : existsSync(python) && existsSync(join(peers, "python", "lib", "python3.11", "site-packages", "llama_cpp"));
  return found ? null : `${server} is not built here; scripts/peers/make-peers.sh builds it`;
}

export async function startLlamaServer(model: string): Promise<RealServer> {
  const port = await findPort();
  return await start(llamaServer, ["-m", model, "--port", String(port), "-t", "1", "-tb", "1", "-c", "2048", "--parallel", "1"], port);
}

/** With the logits of all positions kept, which its log-probabilities of prompts need. */
export async function startLlamaCppPython(model: string): Promise<RealServer> {
  const port = await findPort();
  const args = ["-m", "llama_cpp.server", "--model", model, "--model_alias", "smollm2", "--port", String(port), "--n_threads", "1", "--n_threads_batch", "1", "--n_ctx", "2048", "--logits_all", "true", "--verbose", "false"];
  return await start(python, args, port);
}

async function start(program: string, args: readonly string[], port: number): Promise<RealServer> {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (piece: Buffer) => (said = (said + piece.toString()).slice(-2000)));
  const gone = new Promise<void>((resolve) => void child.on("close", () => resolve()).on("error", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await gone;
  };
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(`${url}/v1/models`).catch(() => null);
    if (answer?.ok === true) return { url, [Symbol.asyncDispose]: stop };
    if (child.exitCode !== null) break;
    await sleep(200);
  }
  await stop();
  throw new TypeError(`${program} did not start: ${said}`);
}

async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
