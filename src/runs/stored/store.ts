/** @module Runs in the store's database: the same lines as in a file, so that either can become the other. */
import { isPremiseError, PremiseError } from "../../errors/premise-error.ts";
import type { RunText, Store } from "../../store/store.ts";
import { findRunId } from "../find.ts";
import { createLineRecorder } from "../line-recorder.ts";
import { headerFromId, parseRun } from "../lines.ts";
import type { RunRecord, RunStore, RunStoreSetting } from "../run.ts";
import { byNewest, createHeader, createRecord } from "../step.ts";

/** The store may still be opening: who asks waits for it. */
export type StoredRunStoreSetting = RunStoreSetting & { readonly store: Store | Promise<Store> };

/** Reading throws what the store throws: PremiseError `store/unavailable`, besides what a run store throws. */
export function createStoredRunStore(setting: StoredRunStoreSetting): RunStore {
  const write = async (id: string, text: string, size: number): Promise<number> => {
    try {
      await (await setting.store).appendRun(id, text, size);
      return size + Buffer.byteLength(text);
    } catch (error) {
      if (isPremiseError(error) && error.code === "run/write-failed") throw error;
      throw new PremiseError("run/write-failed", { path: "the store", problem: error instanceof Error ? error.message : String(error) }, { cause: error });
    }
  };
  return {
    start: async (run) => await createLineRecorder(createHeader(run, setting), write),
    list: async () => (await (await setting.store).listRuns()).map(parseForList).sort(byNewest),
    read: async (name) => {
      const found = await (await setting.store).findRuns(name);
      const id = findRunId(name, found.map((run) => run.id));
      return parseRun(id, found.find((run) => run.id === id)?.text ?? "");
    },
  };
}

function parseForList({ id, text }: RunText): RunRecord {
  try {
    return parseRun(id, text);
  } catch {
    return createRecord(headerFromId(id), [], "damaged");
  }
}
