/** @module A running `premise serve`: a process of its own on a free port, with a data directory of its own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort, PeerProcess } from "../../../perf/engine/peers/process.ts";
import { threads } from "./run.ts";

export const base = "gemma-3-270m";
export const chat = "smollm2-135m-instruct";
export const both = [base, chat];

export class Gateway implements AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string;
  readonly #process: PeerProcess;
  readonly #data: string;

  private constructor(process: PeerProcess, url: string, data: string) {
    this.#process = process;
    this.url = url;
    this.#data = data;
  }

  static async start(models: readonly string[] = both, args: readonly string[] = ["--deterministic"], env: Readonly<Record<string, string>> = {}): Promise<Gateway> {
    const data = await mkdtemp(join(tmpdir(), "premise-clients-"));
    const port = await findFreePort();
    const command = ["src/cli/main.ts", "serve", "--port", String(port), ...models.flatMap((model) => ["--model", model]), ...args];
    const gateway = new Gateway(new PeerProcess(process.execPath, command, { ...process.env, PREMISE_THREADS: threads, ...env, PREMISE_DATA_DIR: data }), `http://127.0.0.1:${port}`, data);
    try {
      await gateway.#process.waitFor(`${gateway.url}/readyz`);
    } catch (error) {
      await gateway[Symbol.asyncDispose]();
      throw error;
    }
    return gateway;
  }

  /** The end of what it has written. */
  get log(): string { return this.#process.output; }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
    await rm(this.#data, { recursive: true, force: true });
  }
}
