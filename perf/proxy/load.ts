/** @module The load: wrk, one thread, a closed loop in which each connection sends its next request when the last is answered. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { PremiseError } from "../../src/errors/premise-error.ts";
import { chatPath, createRequest, type RunningArm } from "./setting.ts";

/** Latencies in milliseconds. */
export type Load = { readonly requests: number; readonly seconds: number; readonly p50: number; readonly p99: number; readonly longest: number };

/** Microseconds, and how many requests took so long. */
export type Bucket = readonly [microseconds: number, count: number];

type Report = { readonly requests: number; readonly microseconds: number; readonly errors: number; readonly latency: readonly Bucket[] };

const timeoutSeconds = 20;
const mark = "report: ";

/** Of an arm, as wrk's script. */
export function writeScript(path: string, { headers, model }: Pick<RunningArm, "headers" | "model">): void {
  const all = { "content-type": "application/json", ...headers };
  writeFileSync(path, `wrk.method = "POST"
wrk.body = ${quote(createRequest(model))}
${Object.entries(all).map(([name, value]) => `wrk.headers[ ${quote(name)} ] = ${quote(value)}`).join("\n")}
function done(summary, latency)
  local buckets = {}
  for i = 1, #latency do
    local value, count = latency(i)
    buckets[i] = string.format("[%d,%d]", value, count)
  end
  local e = summary.errors
  io.write(string.format('${mark}{"requests":%d,"microseconds":%d,"errors":%d,"latency":[%s]}\\n', summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout, table.concat(buckets, ",")))
end
`);
}

/** Lua's long brackets take everything but their own end. */
function quote(text: string): string {
  return `[==[${text}]==]`;
}

/** @throws PremiseError `internal` when a request failed, since such a trial says nothing. */
export async function load(wrk: string, script: string, { origin }: Pick<RunningArm, "origin">, { connections, seconds }: { readonly connections: number; readonly seconds: number }): Promise<Load> {
  const child = spawn(wrk, ["--threads", "1", "--connections", String(connections), "--duration", `${seconds}s`, "--timeout", `${timeoutSeconds}s`, "--script", script, `${origin}${chatPath}`], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => void (output += chunk.toString()));
  await new Promise<void>((resolve, reject) => child.on("error", reject).on("close", () => resolve()));
  return parseLoad(output);
}

export function parseLoad(output: string): Load {
  const line = output.split("\n").find((each) => each.startsWith(mark));
  if (line === undefined) throw new PremiseError("internal", { problem: `wrk reported nothing: ${output.slice(-200)}` });
  const { requests, microseconds, errors, latency } = JSON.parse(line.slice(mark.length)) as Report;
  const connections = Number(/and (\d+) connections/.exec(output)?.[1]);
  // Infinity where there were fewer requests than connections: wrk then corrects nothing.
  const raw = undoCorrection(latency, Math.floor(microseconds / Math.floor(requests / connections)));
  const counted = raw.reduce((sum, [, count]) => sum + count, 0);
  if (errors > 0 || requests === 0 || counted !== requests) throw new PremiseError("internal", { problem: `of ${requests} requests ${errors} failed, and ${counted} have a latency` });
  return { requests, seconds: microseconds / 1e6, p50: percentileOf(raw, 0.5) / 1000, p99: percentileOf(raw, 0.99) / 1000, longest: percentileOf(raw, 1) / 1000 };
}

/**
 * What was measured, from what wrk reports: for each request that took at least twice the mean time `expected`, wrk adds invented ones that took 1, 2, ... times `expected` less, as
 * long as more than `expected` is left. Going down from the longest, all that was added to a bucket is known when it is reached.
 * Source: wrk 4.1.0, stats.c, `stats_correct`.
 */
export function undoCorrection(buckets: readonly Bucket[], expected: number): Bucket[] {
  const added = new Map<number, number>();
  return buckets.toSorted(([a], [b]) => b - a).map(([value, count]): Bucket => {
    const phase = value % expected;
    const own = value > expected ? count - (added.get(phase) ?? 0) : count;
    if (value >= 2 * expected) added.set(phase, (added.get(phase) ?? 0) + own);
    return [value, own];
  }).reverse();
}

/** Nearest rank. */
function percentileOf(buckets: readonly Bucket[], p: number): number {
  const rank = Math.max(1, Math.ceil(p * buckets.reduce((sum, [, count]) => sum + count, 0)));
  let seen = 0;
  return buckets.find(([, count]) => (seen += count) >= rank)?.[0] ?? Number.NaN;
}
