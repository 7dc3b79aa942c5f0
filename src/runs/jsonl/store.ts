/** @module Runs as one JSONL file each, in a folder of the data directory. */
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isPremiseError, PremiseError } from "../../errors/premise-error.ts";
import { findRunId } from "../find.ts";
import { createLineRecorder } from "../line-recorder.ts";
import { headerFromId, parseRun } from "../lines.ts";
import type { RunRecord, RunStore, RunStoreSetting } from "../run.ts";
import { byNewest, createHeader, createRecord } from "../step.ts";
import { appendDurably } from "./append.ts";

export type JsonlRunStoreSetting = RunStoreSetting & {
  /** Made when the first run starts. */
  readonly directory: string;
  /** Replaces the writing to disk, for tests of full disks. */
  readonly append?: typeof appendDurably;
};

export function createJsonlRunStore(setting: JsonlRunStoreSetting): RunStore {
  const { directory } = setting;
  const pathOf = (id: string): string => join(directory, `${id}.jsonl`);
  const write = async (id: string, text: string, size: number): Promise<number> => {
    try {
      if (size === 0) await mkdir(directory, { recursive: true });
      return await (setting.append ?? appendDurably)(pathOf(id), text, size);
    } catch (error) {
      throw new PremiseError("run/write-failed", { path: pathOf(id), problem: describe(error) }, { cause: error });
    }
  };
  return {
    start: async (run) => await createLineRecorder(createHeader(run, setting), write),
    list: async () => {
      const records = await Promise.all((await listIds(directory)).map((id) => readForList(id, pathOf(id))));
      return records.sort(byNewest);
    },
    read: async (name) => {
      const id = findRunId(name, await listIds(directory));
      return readRun(id, pathOf(id));
    },
  };
}

async function listIds(directory: string): Promise<string[]> {
  try {
    const names = await readdir(directory);
    return names.filter((name) => name.endsWith(".jsonl")).map((name) => name.slice(0, -".jsonl".length));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new PremiseError("input/unreadable", { path: directory, problem: describe(error) }, { cause: error });
  }
}

async function readRun(id: string, path: string): Promise<RunRecord> {
  try {
    return parseRun(id, await readFile(path, "utf8"));
  } catch (error) {
    if (isPremiseError(error)) throw error;
    throw new PremiseError("input/unreadable", { path, problem: describe(error) }, { cause: error });
  }
}

async function readForList(id: string, path: string): Promise<RunRecord> {
  return readRun(id, path).catch(() => createRecord(headerFromId(id), [], "damaged"));
}

function describe(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const known: Record<string, string> = {
    ENOSPC: "no space left on the disk", EACCES: "no permission", EPERM: "no permission", EROFS: "the disk is read-only",
    ENOTDIR: "a part of the path is no folder", EEXIST: "a part of the path is a file", EDQUOT: "the disk quota is used up", EISDIR: "it is a folder",
  };
  return known[code ?? ""] ?? (error instanceof Error ? error.message : String(error));
}
