/** @module A server under load: its output goes to a file, so that nobody reads it beside the measurement; it ends with all its processes. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PremiseError } from "../../src/errors/premise-error.ts";

const startSeconds = 120;
const endSeconds = 15;
const running = new Set<Server>();
const signals = ["SIGTERM", "SIGHUP"] as const;

export type ServerStart = { readonly name: string; readonly command: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv; readonly folder: string };

export class Server implements AsyncDisposable {
  readonly #name: string;
  readonly #log: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  private constructor({ name, command, args, env, folder }: ServerStart) {
    this.#name = name;
    this.#log = join(folder, `${name}.log`);
    const log = openSync(this.#log, "a");
    // The leader of its own group, by which its processes are found and ended.
    this.#child = spawn(command, args, { env, stdio: ["ignore", log, log], detached: true });
    closeSync(log);
    this.#ended = new Promise((resolve) => this.#child.on("exit", () => resolve()).on("error", () => resolve()));
    watch(this);
  }

  /** Waits until `url` answers 200. @throws PremiseError `internal` when it does not. */
  static async start(start: ServerStart, url: string): Promise<Server> {
    const server = new Server(start);
    try {
      await server.#waitFor(url);
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Processor time of its processes, those that have ended left out. */
  cpuSeconds(): number {
    return readStats().filter(({ group }) => group === this.#child.pid).reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal("SIGTERM");
    await Promise.race([this.#ended, sleep(endSeconds * 1000, undefined, { ref: false })]);
    this.kill();
    await this.#ended;
    unwatch(this);
  }

  kill(): void {
    this.#signal("SIGKILL");
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, signal);
    } catch {
      // The whole group has ended.
    }
  }

  async #waitFor(url: string): Promise<void> {
    for (const start = performance.now(); performance.now() - start < startSeconds * 1000; await sleep(100)) {
      if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) throw this.#failure("ended before it answered");
      if (await fetch(url).then(({ ok }) => ok, () => false)) return;
    }
    throw this.#failure("does not answer");
  }

  #failure(problem: string): PremiseError {
    const said = readFileSync(this.#log, "utf8").trim().split("\n").slice(-3).join(" | ");
    return new PremiseError("internal", { problem: `${this.#name} ${problem}: ${said}` });
  }
}

/** Ends them with this process, also where that is ended by a signal, which runs no `finally`. */
function watch(server: Server): void {
  if (running.size === 0) {
    process.once("exit", killRunning);
    for (const signal of signals) process.once(signal, leave);
  }
  running.add(server);
}

function unwatch(server: Server): void {
  running.delete(server);
  if (running.size > 0) return;
  process.off("exit", killRunning);
  for (const signal of signals) process.off(signal, leave);
}

function killRunning(): void {
  for (const server of running) server.kill();
}

function leave(): void {
  process.exit(143);
}

let ticks: number | null = null;

function ticksPerSecond(): number {
  return (ticks ??= Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" })));
}

function readStats(): { readonly group: number; readonly ticks: number }[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((id) => {
    try {
      return [parseStat(readFileSync(`/proc/${id}/stat`, "utf8"))];
    } catch {
      // It has ended since.
      return [];
    }
  });
}

/** Source: proc(5), /proc/pid/stat: pgrp is field 5, utime and stime are 14 and 15; the name in brackets may hold spaces. */
export function parseStat(text: string): { readonly group: number; readonly ticks: number } {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { group: Number(fields[2]), ticks: Number(fields[11]) + Number(fields[12]) };
}
