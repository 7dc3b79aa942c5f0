/** @module The lines of a run's text, in a file or in the store: a header, one line a step, an end. Parsed once, here. */
import type { Step } from "../protocol/results.ts";
import { toJson } from "../random/json.ts";
import { isAlive, nameThisProcess, type ProcessName } from "../store/alive.ts";
import type { RunHeader, RunRecord, RunStatus } from "./run.ts";
import { lineSchema } from "./schema.ts";
import { createRecord, damaged, type RunEnd, verifyEnd, verifySteps } from "./step.ts";

/** `writer`: which process writes the run; where it has gone, a run without an end was interrupted. */
type Line = { readonly type: "header"; readonly header: RunHeader; readonly writer: ProcessName } | { readonly type: "step"; readonly step: Step } | ({ readonly type: "end" } & RunEnd);

/** By this process. */
export const formatHeader = (header: RunHeader): string => format({ type: "header", header, writer: nameThisProcess() });
export const formatStep = (step: Step): string => format({ type: "step", step });
export const formatEnd = (end: RunEnd): string => format({ type: "end", ...end });

/**
 * A run from its text. A last line without its line break is what a crash leaves before the end: the run is then `interrupted`.
 * @throws PremiseError `run/damaged` for anything else that is not as it was written.
 */
export function parseRun(id: string, text: string): RunRecord {
  const whole = text.split("\n");
  const isTorn = whole.pop() !== "";
  const lines = whole.map((each, index) => parseLine(id, each, index));
  const first = lines[0];
  if (first === undefined) return createRecord(headerFromId(id), [], "interrupted");
  if (first.type !== "header" || first.header.id !== id) throw damaged(id, 0, "its text does not begin with this run's header");
  const last = lines.at(-1);
  const end = last?.type === "end" ? last : null;
  const steps = lines.slice(1, end === null ? undefined : -1).map((each, index) => requireStep(id, each, index));
  verifySteps(id, steps);
  if (end !== null) verifyEnd(id, steps, end);
  if (end !== null && isTorn) throw damaged(id, steps.length, "something was written after the run's end");
  return createRecord(first.header, steps, statusOf(end, isTorn, isAlive(first.writer)));
}

/** A header for a text whose own cannot be read: the id tells the time. */
export function headerFromId(id: string): RunHeader {
  const [, y, mo, d, h, mi, s, ms] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z/.exec(id) ?? [];
  return { id, kind: "unknown", startedAt: y === undefined ? "" : `${y}-${mo}-${d}T${h}:${mi}:${s}.${ms}Z`, title: "", version: "" };
}

function statusOf(end: RunEnd | null, isTorn: boolean, isWriting: boolean): RunStatus {
  if (end !== null) return end.status;
  return isWriting && !isTorn ? "running" : "interrupted";
}

function requireStep(id: string, parsed: Line, index: number): Step {
  if (parsed.type !== "step") throw damaged(id, index, `there is a line of type "${parsed.type}" in its place`);
  return parsed.step;
}

/** The value as it was read, not what the schema makes of it: what is checked is all that is there. */
function parseLine(id: string, text: string, index: number): Line {
  try {
    const value: unknown = JSON.parse(text);
    lineSchema.parse(value);
    return value as Line;
  } catch {
    throw damaged(id, Math.max(0, index - 1), `line ${index + 1} of its text is not a line of a run`);
  }
}

function format(line: Line): string {
  return `${toJson(line)}\n`;
}
