/** @module Trials: every arm with every number of connections once a round, in an order drawn anew for each round. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Io } from "../../src/cli/io.ts";
import { PremiseError } from "../../src/errors/premise-error.ts";
import { createRandom, deriveSeed, shuffle } from "../../src/random/seeded.ts";
import { type Load, load, writeScript } from "./load.ts";
import { answerText, type Arm, chatPath, type Connections, connectionCounts, createRequest, type RunningArm, seed, type Setting } from "./setting.ts";

export type Trial = Load & {
  readonly arm: string;
  readonly connections: Connections;
  readonly round: number;
  /** Processor time of all the arm's processes for one request, in microseconds. */
  readonly cpuMicroseconds: number;
  /** Of one core, by the busiest arm that had nothing to do; the upstream is never counted. */
  readonly idle: { readonly arm: string; readonly share: number } | null;
};

export type Started = { readonly arm: Arm; readonly running: RunningArm; readonly script: string };

export type Rounds = { readonly rounds: number; readonly seconds: number; readonly warmUp: number };

/** What an arm did for the trial before is over by then. */
const settleMilliseconds = 500;

/** All of `arms`, the first being the upstream of the others; each answers as it should. @throws PremiseError `internal` otherwise. */
export async function startArms(arms: readonly Arm[], setting: Setting, stack: AsyncDisposableStack, io: Io): Promise<Started[]> {
  const started: Started[] = [];
  for (const arm of arms) {
    const running = stack.use(await arm.start(setting, started[0]?.running.origin ?? ""));
    await requireAnswer(arm, running);
    const script = join(setting.folder, `${arm.id}.lua`);
    writeScript(script, running);
    started.push({ arm, running, script });
    io.err(`${arm.title}: ${running.version}, ${running.origin}\n`);
  }
  return started;
}

async function requireAnswer({ title }: Arm, { origin, headers, model }: RunningArm): Promise<void> {
  const response = await fetch(`${origin}${chatPath}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: createRequest(model) });
  const text = await response.text();
  if (response.status !== 200 || !text.includes(answerText)) throw new PremiseError("internal", { problem: `${title} answered ${response.status}: ${text.slice(0, 200)}` });
}

/** Ordered by arm, connections and round. @throws PremiseError `interrupted`, `internal` where a request fails. */
export async function measureArms(started: readonly Started[], { rounds, seconds, warmUp }: Rounds, wrk: string, { io, progress }: { readonly io: Io; readonly progress: (done: number, total: number) => void }): Promise<Trial[]> {
  const cells = started.flatMap((each) => connectionCounts.map((connections) => ({ each, connections })));
  for (const { each, connections } of cells) {
    requireRunning(io);
    await load(wrk, each.script, each.running, { connections, seconds: warmUp });
  }
  const trials: Trial[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const { each, connections } of shuffle(cells, createRandom(deriveSeed(seed, round)))) {
      requireRunning(io);
      await sleep(settleMilliseconds);
      const before = started.map(({ running }) => running.cpuSeconds());
      const measured = await load(wrk, each.script, each.running, { connections, seconds });
      const spent = started.map(({ arm, running }, i) => ({ arm: arm.id, share: (running.cpuSeconds() - (before[i] ?? 0)) / measured.seconds }));
      const own = spent.find(({ arm }) => arm === each.arm.id)?.share ?? Number.NaN;
      const idle = spent.slice(1).filter(({ arm }) => arm !== each.arm.id).sort((a, b) => b.share - a.share)[0] ?? null;
      trials.push({ arm: each.arm.id, connections, round, ...measured, cpuMicroseconds: ((own * measured.seconds) / measured.requests) * 1e6, idle });
    }
    progress(round + 1, rounds);
  }
  const order = started.map(({ arm }) => arm.id);
  return trials.sort((a, b) => order.indexOf(a.arm) - order.indexOf(b.arm) || a.connections - b.connections || a.round - b.round);
}

function requireRunning(io: Io): void {
  if (io.signal.aborted) throw new PremiseError("interrupted");
}
