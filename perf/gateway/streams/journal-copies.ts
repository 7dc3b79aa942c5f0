/** @module The whole journal of a server's ledger: what it wrote before it handed each piece of a stream on, also in segments that it has deleted since. */
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A segment lives longer: it is deleted when 1 MB is written and every request in it is stored. */
const lookMilliseconds = 20;

/** Links every segment of the journal in `data` into `copies`, on the same disk, until it is read. */
export class JournalCopies implements Disposable {
  readonly #copies: string;
  readonly #journal: string;
  readonly #timer: NodeJS.Timeout;

  constructor(data: string, copies: string) {
    mkdirSync(copies, { recursive: true });
    this.#copies = copies;
    this.#journal = join(data, "journal");
    this.#timer = setInterval(() => this.#link(), lookMilliseconds);
  }

  /** Generated tokens by request, as they stood when the last piece of its stream was handed on. */
  readHandedOn(): ReadonlyMap<string, number> {
    this.#link();
    const names = readdirSync(this.#copies).sort();
    return sumHandedOn(names.map((name) => readFileSync(join(this.#copies, name), "utf8")).join(""));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #link(): void {
    if (!existsSync(this.#journal)) return;
    for (const name of readdirSync(this.#journal)) {
      const copy = join(this.#copies, name);
      if (!existsSync(copy)) tryLink(join(this.#journal, name), copy);
    }
  }
}

/** From lines `["p", id, prompt, cached, scored, generated]`; the last one of a request counts. */
export function sumHandedOn(journal: string): Map<string, number> {
  const lines = journal.split("\n").slice(0, -1).map((line) => JSON.parse(line) as readonly [string, string, ...number[]]);
  return new Map(lines.filter(([kind]) => kind === "p").map((line) => [line[1], line[5] as number]));
}

/** It may be deleted in between. */
function tryLink(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
