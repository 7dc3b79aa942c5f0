/** @module Does anything stay behind? Sockets, requests, a blocked event loop, memory. */
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { estimateSlope } from "../../engine/comparisons/growth.ts";
import { type Line, toLine, type Verdict } from "../../common/results.ts";
import { ask, type Received } from "../server/asking.ts";
import type { GatewayServer } from "../server/server.ts";
import { smallModel } from "../setting.ts";

const quietSeconds = 30;
/** Longer than any step of the engine on a busy machine. */
const aliveSeconds = 5;
const noise = 0.01;

type Sample = { readonly seconds: number; readonly bytes: number };

/** Looks at the server every second while it is under load. */
export class Watch {
  readonly memory: Sample[] = [];
  /** Milliseconds that /healthz took. */
  readonly delays: number[] = [];
  readonly problems: string[] = [];
  readonly loadSeconds: number;
  readonly #server: GatewayServer;
  readonly #start = performance.now();
  #stopped = false;

  constructor(server: GatewayServer, loadSeconds: number) {
    this.#server = server;
    this.loadSeconds = loadSeconds;
  }

  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(onLook: () => void, signal: AbortSignal): Promise<void> {
    for (let look = 1; !this.#stopped && !signal.aborted && !this.#server.ended; look++) {
      if (this.seconds <= this.loadSeconds) this.memory.push({ seconds: this.seconds, bytes: this.#server.readResident() });
      await this.#askHealth();
      onLook();
      await sleep(Math.max(0, look * 1000 - this.seconds * 1000));
    }
  }

  async #askHealth(): Promise<void> {
    const start = performance.now();
    const isFine = await fetch(`${this.#server.url}/healthz`, { signal: AbortSignal.timeout(aliveSeconds * 1000) }).then(async (answer) => (await answer.text()) !== "" && answer.ok, () => false);
    this.delays.push(performance.now() - start);
    if (!isFine) this.problems.push(`/healthz did not answer at ${this.seconds.toFixed(0)} s`);
  }
}

export function describeWatch({ delays, problems, memory, loadSeconds }: Watch, complaints: readonly string[]): Line[] {
  const slowest = Math.max(...delays).toFixed(0);
  return [
    toLine(`/healthz under load, once a second, within ${aliveSeconds} s`, delays.length, `the slowest took ${slowest} ms`, problems),
    toLine("warnings and errors in the server's log", 1, "none", complaints.map((line) => line.slice(0, 200))),
    describeMemory(memory, loadSeconds / 2),
  ];
}

/** MB a minute, over the second half. */
export function describeMemory(memory: readonly Sample[], from: number): Line {
  const kept = memory.filter(({ seconds }) => seconds >= from);
  const what = "slope of the resident size in the second half";
  const slope = estimateSlope(kept.map(({ seconds, bytes }) => ({ requests: seconds / 60, bytes: bytes / 1e6 })));
  if (isCannotMeasure(slope)) {
    const verdict: Verdict = slope.reason === "cannot-measure/no-variation" ? "reached" : "missed";
    return { what, n: kept.length, outcome: `cannot measure (${slope.reason.replace("cannot-measure/", "")})`, verdict };
  }
  const [low, high] = slope.interval;
  const [first, last] = [kept[0]?.bytes ?? Number.NaN, kept.at(-1)?.bytes ?? Number.NaN];
  const grown = (slope.value * ((kept.at(-1)?.seconds ?? 0) - (kept[0]?.seconds ?? 0))) / 60;
  const isNoise = low <= 0 || grown * 1e6 < noise * first;
  const outcome = `${slope.value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}] MB a minute; ${(first / 1e6).toFixed(0)} to ${(last / 1e6).toFixed(0)} MB`;
  return { what, n: kept.length, outcome, verdict: isNoise ? "reached" : "missed" };
}

/** When every client has gone. */
export async function checkAfterwards(server: GatewayServer, before: number): Promise<{ readonly lines: Line[]; readonly received: Received[] }> {
  const active = await waitFor(async () => (await countActive(server)) === 0, () => countActive(server));
  const agent = new Agent();
  const start = performance.now();
  const got = await ask(server.url, { id: "after-0", path: "/v1/completions", body: { model: smallModel, prompt: "The harbour", max_tokens: 8, seed: 1, stream: true, stream_options: { include_usage: true }, return_token_ids: true } }, { agent });
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  const waiting = await waitFor(async () => (await readWaiting(server)) === 0, () => readWaiting(server));
  // One may be the connection that we ask through.
  const sockets = await waitFor(async () => server.countSockets() <= before + 1, async () => server.countSockets());
  return {
    received: [got],
    lines: [
      toLine("`premise_requests_active` afterwards, less the one that asks for it", 1, "0", active === 0 ? [] : [`${active} after ${quietSeconds} s`]),
      toLine("a request afterwards", 1, `answered after ${seconds.toFixed(2)} s`, got.isWhole && got.status === 200 ? [] : [`status ${got.status ?? "none"}, ${got.error ?? got.broken ?? ""}`]),
      toLine("`premise_ledger_waiting` afterwards", 1, "0", waiting === 0 ? [] : [`${waiting} after ${quietSeconds} s`]),
      toLine("the server's open sockets afterwards, at most one more (ours) than before", 1, `${sockets}, and ${before} before`, sockets <= before + 1 ? [] : [`${sockets}, and ${before} before`]),
    ],
  };
}

async function countActive(server: GatewayServer): Promise<number> {
  return ((await server.readMetric("premise_requests_active")).get("") ?? Number.NaN) - 1;
}

async function readWaiting(server: GatewayServer): Promise<number> {
  return (await server.readMetric("premise_ledger_waiting")).get("") ?? Number.NaN;
}

async function waitFor(isReached: () => Promise<boolean>, read: () => Promise<number>): Promise<number> {
  for (const end = performance.now() + quietSeconds * 1000; performance.now() < end; await sleep(200)) {
    if (await isReached()) break;
  }
  return await read();
}

