/** @module An append-only journal of JSON lines, in segments that are deleted when nothing in them is needed any more. */
import { close, fsync, ftruncateSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { PremiseError } from "../errors/premise-error.ts";
import { readSegments } from "./journal-read.ts";

/** A part of the journal: as long as somebody holds an entry of it, its file stays. */
export type Segment = { readonly path: string; held: number; isFull: boolean };

export type JournalOptions<Entry> = {
  /** Made where there is none. Only one process may use it at a time. */
  readonly directory: string;
  /** Throws for what is no entry. */
  readonly parse: (value: unknown) => Entry;
  /** A segment that has grown to this is closed. */
  readonly segmentBytes?: number;
};

/**
 * What `append` wrote survives the end of the process. It reaches the disk when its segment is full, and at `close`.
 * @throws PremiseError `store/damaged`, `store/write-failed`.
 */
export class Journal<Entry> {
  #earlier: readonly Entry[];
  readonly #earlierPaths: readonly string[];
  readonly #directory: string;
  readonly #segmentBytes: number;
  readonly #syncs = new Set<Promise<void>>();
  #number: number;
  #file: number | null = null;
  #segment: Segment = { path: "", held: 0, isFull: true };
  #size = 0;
  #isTorn = false;
  #isClosed = false;

  constructor({ directory, parse, segmentBytes = 1e6 }: JournalOptions<Entry>) {
    this.#directory = directory;
    this.#segmentBytes = segmentBytes;
    attempt(directory, () => mkdirSync(directory, { recursive: true, mode: 0o700 }));
    const names = attempt(directory, () => readdirSync(directory)).filter((name) => /^\d{8}\.jsonl$/.test(name)).sort();
    this.#earlierPaths = names.map((name) => join(directory, name));
    this.#earlier = readSegments(this.#earlierPaths, parse);
    this.#number = Number.parseInt(names.at(-1) ?? "0", 10);
  }

  /** Writes an entry and holds it, in one synchronous step; when it fails, nothing of it stays. */
  append(entry: unknown): Segment {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    const file = this.#file ?? this.#begin();
    attempt(this.#segment.path, () => this.#write(file, line));
    this.#size += line.length;
    this.#segment.held++;
    const written = this.#segment;
    if (this.#size >= this.#segmentBytes) this.#finish();
    return written;
  }

  /** An entry is not needed any more. */
  release(segment: Segment): void {
    segment.held--;
    if (segment.isFull && segment.held === 0) remove(segment.path);
  }

  /** What earlier processes wrote and nobody has forgotten, oldest first; given once, since it may be large. */
  takeEarlier(): readonly Entry[] {
    const earlier = this.#earlier;
    this.#earlier = [];
    return earlier;
  }

  /** What was taken is not needed any more. */
  forgetEarlier(): void {
    for (const path of this.#earlierPaths) remove(path);
  }

  /** Resolves when everything is on disk; nothing can be appended afterwards. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#file !== null) this.#finish();
    await Promise.all(this.#syncs);
  }

  #begin(): number {
    if (this.#isClosed) throw new PremiseError("store/write-failed", { path: this.#directory, problem: "the journal is closed" });
    const path = join(this.#directory, `${String(++this.#number).padStart(8, "0")}.jsonl`);
    const file = attempt(path, () => openSync(path, "wx", 0o600));
    this.#file = file;
    this.#segment = { path, held: 0, isFull: false };
    this.#size = 0;
    return file;
  }

  #write(file: number, line: Buffer): void {
    try {
      if (this.#isTorn) ftruncateSync(file, this.#size);
      this.#isTorn = false;
      for (let done = 0; done < line.length; ) done += writeSync(file, line, done, line.length - done, this.#size + done);
    } catch (error) {
      this.#takeBack(file);
      throw error;
    }
  }

  /** Where even that fails, the next write begins with it. */
  #takeBack(file: number): void {
    try {
      ftruncateSync(file, this.#size);
    } catch {
      this.#isTorn = true;
    }
  }

  /** The disk is waited for beside the work: nobody was promised that a line is there already. */
  #finish(): void {
    const file = this.#file;
    this.#file = null;
    this.#segment.isFull = true;
    if (file === null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    fsync(file, () => close(file, () => resolve()));
    const synced = promise.then(() => void this.#syncs.delete(synced));
    this.#syncs.add(synced);
    if (this.#segment.held === 0) remove(this.#segment.path);
  }
}

/** A file that stays is read once more, which changes nothing. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its disk may be read-only by now.
  }
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new PremiseError("store/write-failed", { path, problem: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}
