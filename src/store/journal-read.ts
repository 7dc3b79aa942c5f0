/** @module Reading a journal that a process has left. */
import { readFileSync, truncateSync } from "node:fs";
import { PremiseError } from "../errors/premise-error.ts";

/**
 * Entries of all segments as `parse` makes them, which throws for what is none; oldest first. A last line of the last segment without its line break was never acknowledged: it is cut off, so that later segments may follow.
 * @throws PremiseError `store/damaged` for any other line that is not as it was written; `input/unreadable`.
 */
export function readSegments<Entry>(paths: readonly string[], parse: (value: unknown) => Entry): readonly Entry[] {
  return paths.flatMap((path) => readSegment(path, path === paths.at(-1), parse));
}

function readSegment<Entry>(path: string, isLast: boolean, parse: (value: unknown) => Entry): readonly Entry[] {
  const bytes = read(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.toString("utf8", 0, whole).split("\n").slice(0, -1);
  const entries = lines.map((line, index) => parseLine(path, line, index, parse));
  if (whole === bytes.length) return entries;
  if (!isLast) throw new PremiseError("store/damaged", { path, line: lines.length + 1, problem: "it ends in the middle" });
  truncateSync(path, whole);
  return entries;
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new PremiseError("input/unreadable", { path, problem: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}

function parseLine<Entry>(path: string, line: string, index: number, parse: (value: unknown) => Entry): Entry {
  try {
    return parse(JSON.parse(line));
  } catch (error) {
    throw new PremiseError("store/damaged", { path, line: index + 1, problem: "it is no entry of a journal" }, { cause: error });
  }
}
