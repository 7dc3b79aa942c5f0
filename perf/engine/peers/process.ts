/** @module A peer's process: its output is kept, and it is ended with its owner whatever happens. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { PremiseError } from "../../../src/errors/premise-error.ts";

const keptCharacters = 200_000;
const startSeconds = 180;
const endSeconds = 5;

const running = new Set<ChildProcess>();

/** Ends it with this process, also where that is ended by a signal, which runs no `finally`. */
function watch(child: ChildProcess): void {
  if (running.size === 0) {
    process.once("exit", killRunning);
    for (const signal of signals) process.once(signal, leave);
  }
  running.add(child);
  child.once("close", () => {
    running.delete(child);
    if (running.size > 0) return;
    process.off("exit", killRunning);
    for (const signal of signals) process.off(signal, leave);
  });
}

const signals = ["SIGTERM", "SIGHUP"] as const;

function killRunning(): void {
  for (const child of running) child.kill("SIGKILL");
}

function leave(): void {
  process.exit(143);
}

export class PeerProcess implements AsyncDisposable {
  readonly pid: number;
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  #output = "";

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.#name = [command.split("/").at(-1), args[0]].join(" ");
    this.#child = spawn(command, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    this.pid = this.#child.pid ?? -1;
    this.#closed = new Promise((resolve) => this.#child.on("close", () => resolve()));
    this.#child.on("error", (error) => this.#keep(String(error)));
    this.#child.stdin?.on("error", () => undefined);
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on("data", (chunk: Buffer) => this.#keep(chunk.toString()));
    watch(this.#child);
  }

  /** The end of what it has written to both streams. */
  get output(): string { return this.#output; }
  get stdout(): NodeJS.ReadableStream { return this.#child.stdout as NodeJS.ReadableStream; }
  get ended(): boolean { return this.#child.exitCode !== null || this.#child.signalCode !== null; }

  /** Waits until it has ended by itself. @throws PremiseError `internal` unless with exit code 0. */
  async finish(): Promise<string> {
    await this.#closed;
    if (this.#child.exitCode !== 0) throw this.#failure("failed");
    return this.#output;
  }

  /** Waits until `url` answers 200. @throws PremiseError `internal` when it ends before, or does not in three minutes. */
  async waitFor(url: string): Promise<void> {
    for (const start = performance.now(); performance.now() - start < startSeconds * 1000; await sleep(100)) {
      if (this.ended || this.pid < 0) throw this.#failure("ended before it answered");
      if (await fetch(url).then(({ ok }) => ok, () => false)) return;
    }
    throw this.#failure("does not answer");
  }

  /** One JSON line in, one out, and so on by turns. */
  createDialogue<In, Out>(): (value: In) => Promise<Out> {
    const lines = createInterface({ input: this.stdout })[Symbol.asyncIterator]();
    return async (value) => {
      this.#child.stdin?.write(`${JSON.stringify(value)}\n`);
      const { value: line, done } = await lines.next();
      if (done === true) throw this.#failure("ended without an answer");
      return JSON.parse(line as string) as Out;
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.pid < 0) return;
    this.#child.kill("SIGTERM");
    await Promise.race([this.#closed, sleep(endSeconds * 1000, undefined, { ref: false })]);
    if (!this.ended) this.#child.kill("SIGKILL");
    await this.#closed;
  }

  #keep(text: string): void {
    this.#output = (this.#output + text).slice(-keptCharacters);
  }

  #failure(problem: string): PremiseError {
    return new PremiseError("internal", { problem: `${this.#name} ${problem}: ${this.#output.trim().split("\n").slice(-3).join(" | ")}` });
  }
}

/** A port that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** The answer to a JSON request. @throws PremiseError `internal` unless it is 200. */
export async function postJson<T>(url: string, body: unknown): Promise<T> {
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new PremiseError("internal", { problem: `${new URL(url).pathname} answered ${response.status}: ${text.slice(0, 200)}` });
  return JSON.parse(text) as T;
}
