/** @module `premise serve` as a process of its own, and what only its operator may ask of it. */
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { PremiseError } from "../../../src/errors/premise-error.ts";
import { parseStatus } from "../../engine/comparisons/process-memory.ts";
import { PeerProcess } from "../../engine/peers/process.ts";

const main = join(import.meta.dirname, "../../../src/cli/main.ts");
const startSeconds = 120;
const stopSeconds = 60;

export type ServerOptions = {
  /** The data directory. */
  readonly directory: string;
  readonly models: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
};

export class GatewayServer implements AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** The local administrator's. */
  readonly token: string;
  readonly #process: PeerProcess;

  private constructor(process: PeerProcess, url: string, token: string) {
    this.#process = process;
    this.pid = process.pid;
    this.url = url;
    this.token = token;
  }

  /** Resolves when it listens; models and store may still open. @throws PremiseError `internal` with what it said, when it does not in two minutes. */
  static async start({ directory, models, env }: ServerOptions): Promise<GatewayServer> {
    mkdirSync(directory, { recursive: true });
    const args = [main, "serve", "--port", "0", "--json", "--quiet", ...models.flatMap((model) => ["--model", model])];
    const child = new PeerProcess(process.execPath, args, { ...env, PREMISE_DATA_DIR: directory, NO_COLOR: "1", OTEL_EXPORTER_OTLP_ENDPOINT: "" });
    try {
      const url = await readUrl(child);
      const { told } = JSON.parse(readFileSync(join(directory, "holder.json"), "utf8")) as { told: { token: string } };
      return new GatewayServer(child, url, told.token);
    } catch (error) {
      await child[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** What it wrote to stderr that is a warning or worse, but for being asked whether it is ready before it was. */
  get complaints(): string[] {
    return this.#process.output.split("\n").filter((line) => line !== "" && !line.startsWith('{"url":') && !line.includes('"route":"/readyz","status":503'));
  }

  get ended(): boolean { return this.#process.ended; }

  async untilReady(): Promise<void> {
    await this.#process.waitFor(`${this.url}/readyz`);
  }

  /** @throws PremiseError `internal` unless it answers 200. */
  async manage<T>(path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) };
    const answer = await fetch(`${this.url}${path}`, { headers, signal: AbortSignal.timeout(60_000), ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new PremiseError("internal", { problem: `${path} answered ${answer.status}: ${text.slice(0, 200)}` });
    return (answer.headers.get("content-type")?.startsWith("application/json") === true ? JSON.parse(text) : text) as T;
  }

  /** All values of a metric, by its labels as they are written. */
  async readMetric(name: string): Promise<ReadonlyMap<string, number>> {
    const lines = (await this.manage<string>("/metrics")).split("\n").filter((line) => line.startsWith(name) && /^[ {]/.test(line.slice(name.length)));
    return new Map(lines.map((line) => [line.slice(name.length, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]));
  }

  /** Bytes that are in memory. */
  readResident(): number {
    return parseStatus(readFileSync(`/proc/${this.pid}/status`, "utf8")).resident;
  }

  countSockets(): number {
    const place = `/proc/${this.pid}/fd`;
    return readdirSync(place).filter((name) => isSocket(join(place, name))).length;
  }

  /** kill -9, and until the system has taken it away. */
  async kill(): Promise<void> {
    process.kill(this.pid, "SIGKILL");
    await this.#process[Symbol.asyncDispose]();
  }

  /** As an operator stops it. @throws PremiseError `internal` where it does not end by itself with exit code 0. */
  async stop(): Promise<void> {
    process.kill(this.pid, "SIGTERM");
    const late = sleep(stopSeconds * 1000, "late" as const, { ref: false });
    if ((await Promise.race([this.#process.finish(), late])) === "late") throw new PremiseError("internal", { problem: `premise serve did not stop in ${stopSeconds} s: ${this.complaints.slice(-3).join(" | ")}` });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}

/** The line that tells where it listens. */
async function readUrl(child: PeerProcess): Promise<string> {
  const line = await readLine(child);
  if (line === undefined) throw new PremiseError("internal", { problem: `premise serve did not listen: ${child.output.trim().slice(-500)}` });
  return (JSON.parse(line) as { url: string }).url;
}

async function readLine(child: PeerProcess): Promise<string | undefined> {
  using lines = createInterface({ input: child.stdout });
  const late = sleep(startSeconds * 1000, undefined, { ref: false });
  return await Promise.race([lines[Symbol.asyncIterator]().next().then(({ value }) => value as string | undefined), late]);
}

function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith("socket:");
  } catch {
    return false;
  }
}
