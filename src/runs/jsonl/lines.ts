/** @module The lines of a run's file: a header, one line a step, an end. Parsed once, here. */
import { z } from "zod";
import type { Cost, Credences, Step, Verdict } from "../../protocol/results.ts";
import type { RunHeader, RunRecord, RunStatus } from "../run.ts";
import { createRecord, damaged, type RunEnd, verifyEnd, verifySteps } from "../step.ts";

/** Which process writes the run: where it has gone, a run without an end was interrupted. */
export type Writer = { readonly pid: number; readonly host: string };

const headerLine = z.object({
  type: z.literal("header"),
  header: z.object({ id: z.string(), kind: z.string(), startedAt: z.string(), title: z.string(), version: z.string() }),
  writer: z.object({ pid: z.number(), host: z.string() }),
});
const amount = z.number().nonnegative();
const cost = z.custom<Cost>((value) => costShape.safeParse(value).success, "no cost");
const costShape = z.object({
  promptTokens: amount, cachedTokens: amount, scoredTokens: amount, generatedTokens: amount, calls: amount, seconds: amount,
  peakBytes: amount.nullable(),
  money: z.object({ amount: z.number(), currency: z.string() }).nullable(),
});
const stepShape = z.object({
  id: z.string(), parent: z.string().nullable(), kind: z.string(), input: z.unknown(), output: z.unknown(),
  credences: z.custom<Credences | null>((value) => typeof value === "object"),
  verdict: z.custom<Verdict | null>((value) => typeof value === "object"),
  cost, seed: z.number().nullable(), fingerprint: z.string().nullable(),
});
const stepLine = z.object({ type: z.literal("step"), step: stepShape });
const endLine = z.object({
  type: z.literal("end"), status: z.enum(["done", "failed", "interrupted"]), steps: amount, last: z.string().nullable(),
});
const line = z.discriminatedUnion("type", [headerLine, stepLine, endLine]);
type Line = z.infer<typeof line>;

export const formatHeader = (header: RunHeader, writer: Writer): string => format({ type: "header", header, writer });
export const formatStep = (step: Step): string => format({ type: "step", step });
export const formatEnd = (end: RunEnd): string => format({ type: "end", ...end });

/**
 * A run from its file's text. A last line without its line break is what a crash leaves: the run is then `interrupted`.
 * @throws PremiseError `run/damaged` for anything else that is not as it was written.
 */
export function parseRun(id: string, text: string, isWriting: (writer: Writer) => boolean): RunRecord {
  const whole = text.split("\n");
  const isTorn = whole.pop() !== "";
  const lines = whole.map((each, index) => parseLine(id, each, index));
  const first = lines[0];
  if (first === undefined) return createRecord(headerFromId(id), [], "interrupted");
  if (first.type !== "header" || first.header.id !== id) throw damaged(id, 0, "the file does not begin with this run's header");
  const last = lines.at(-1);
  const end = last?.type === "end" ? last : null;
  const steps = lines.slice(1, end === null ? undefined : -1).map((each, index) => requireStep(id, each, index));
  verifySteps(id, steps);
  if (end !== null) verifyEnd(id, steps, end);
  return createRecord(first.header, steps, statusOf(end, isTorn, isWriting(first.writer)));
}

/** A header for a file whose own cannot be read: the id tells the time. */
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

function parseLine(id: string, text: string, index: number): Line {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    throw damaged(id, Math.max(0, index - 1), `line ${index + 1} of its file is not a line of a run`);
  }
}

function format(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
