/** @module Runs kept in memory: for tests, and for calls that leave no trace on disk. */
import type { Step } from "../../protocol/results.ts";
import { findRunId } from "../find.ts";
import { createRecorder } from "../recorder.ts";
import type { RunHeader, RunRecord, RunStatus, RunStore, RunStoreSetting } from "../run.ts";
import { byNewest, createHeader, createRecord } from "../step.ts";

type Kept = { readonly header: RunHeader; readonly steps: Step[]; status: RunStatus };

/** Values are copied when they are recorded, as a disk would. */
export function createMemoryRunStore(setting: RunStoreSetting): RunStore {
  const runs = new Map<string, Kept>();
  const toRecord = (kept: Kept): RunRecord => createRecord(kept.header, [...kept.steps], kept.status);
  return {
    start: async (run) => {
      const kept: Kept = { header: createHeader(run, setting), steps: [], status: "running" };
      runs.set(kept.header.id, kept);
      return createRecorder(kept.header, {
        step: async (step) => void kept.steps.push(structuredClone(step)),
        end: async (end) => void (kept.status = end.status),
      });
    },
    list: async () => [...runs.values()].map(toRecord).sort(byNewest),
    read: async (id) => toRecord(runs.get(findRunId(id, [...runs.keys()])) as Kept),
  };
}
