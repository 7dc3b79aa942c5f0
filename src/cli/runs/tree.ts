/** @module Runs `premise runs tree`: a run's steps by their parents, for people and as JSON. */
import { readStep } from "../../runs/export/step-reading.ts";
import { layOutTree } from "../../runs/export/tree.ts";
import type { RunRecord } from "../../runs/run.ts";
import { createColorsFor } from "../colors.ts";
import { type Io, printJson } from "../io.ts";
import { renderTree } from "./tree-output.ts";

export function showTree(io: Io, record: RunRecord, flags: { readonly json?: boolean }): void {
  if (flags.json === true) printJson(io, toTreeJson(record));
  else io.out(renderTree(record, { width: Math.max(60, io.columns ?? 80), colors: createColorsFor(io) }));
}

/** Flat, in the order of drawing: a chain can be longer than nested JSON can be deep. */
function toTreeJson(record: RunRecord): object {
  const steps = layOutTree(record.steps).map(({ step: { id, parent, kind, credences, verdict, cost, ...step }, lane, children }) => ({
    id, parent, children, lane, kind, ...readStep({ id, parent, kind, credences, verdict, cost, ...step }), credences, verdict, cost,
  }));
  return { header: record.header, status: record.status, cost: record.cost, steps };
}
