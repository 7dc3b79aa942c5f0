/** @module The identity of steps and runs: a step is the hash of its content, a run begins with its time. */
import { PremiseError } from "../errors/premise-error.ts";
import { noCost, sumCosts } from "../protocol/cost.ts";
import type { Step } from "../protocol/results.ts";
import { hashText, hashValue } from "../random/hash.ts";
import { toJson } from "../random/json.ts";
import type { NewStep, RunHeader, RunOutcome, RunRecord, RunStatus, RunStoreSetting } from "./run.ts";
import { stepSchema } from "./schema.ts";

/** The step with its identity: the hash of everything in it, the parent's identity included, but not of its cost (wall time differs at every run). */
export function identifyStep(step: NewStep, previous: string | null): Step {
  const { cost, ...content } = { ...step, parent: step.parent === undefined ? previous : step.parent };
  return { id: hashValue(content), ...content, cost };
}

/**
 * A step as it will be read back, to follow the steps that are `known` by their ids.
 * @throws PremiseError `run/invalid-step` for one that could not be read back, follows a step that is not known, or is known; `input/not-a-number`.
 */
export function copyStep(run: string, step: Step, known: ReadonlySet<string>): Step {
  const copy: unknown = JSON.parse(toJson(step));
  const issue = stepSchema.safeParse(copy).error?.issues[0];
  const problem = issue === undefined ? findMisplacement(step, known) : `${issue.path.map((part) => `${String(part)}: `).join("")}${issue.message}`;
  if (problem !== null) throw new PremiseError("run/invalid-step", { run, problem });
  return copy as Step;
}

function findMisplacement(step: Step, known: ReadonlySet<string>): string | null {
  if (step.parent !== null && !known.has(step.parent)) return `the step that it follows, "${step.parent}", is not there`;
  return known.has(step.id) ? "it is there already, after the same step" : null;
}

/** A new run's header. Its id sorts by time: `20260301T101500250Z-` and eight hex digits. */
export function createHeader(run: { readonly kind: string; readonly title: string }, setting: RunStoreSetting): RunHeader {
  const startedAt = setting.clock.now().toISOString();
  const id = `${startedAt.replaceAll(/[-:.]/g, "")}-${hashText(setting.unique()).slice(0, 8)}`;
  return { id, kind: run.kind, startedAt, title: run.title, version: setting.version };
}

/** Newest first: by the time that ids begin with. */
export function byNewest(a: RunRecord, b: RunRecord): number {
  return a.header.id < b.header.id ? 1 : a.header.id > b.header.id ? -1 : 0;
}

export function createRecord(header: RunHeader, steps: readonly Step[], status: RunStatus): RunRecord {
  return { header, steps, status, cost: steps.length === 0 ? noCost : sumCosts(steps.map((step) => step.cost)) };
}

/** @throws PremiseError `run/damaged` when a step is not the one that its id names, is there twice, or its parent is not recorded before it. */
export function verifySteps(run: string, steps: readonly Step[]): void {
  const known = new Set<string>();
  for (const [index, step] of steps.entries()) {
    const { id, ...content } = step;
    if (identifyStep(content, null).id !== id) throw damaged(run, index, "its content does not have the hash that it names");
    const problem = findMisplacement(step, known);
    if (problem !== null) throw damaged(run, index, problem);
    known.add(id);
  }
}

/** What a run's end names, so that a lost last step is seen. */
export type RunEnd = { readonly status: RunOutcome; readonly steps: number; readonly last: string | null };

/** @throws PremiseError `run/damaged` when the end names another number of steps, or another last one. */
export function verifyEnd(run: string, steps: readonly Step[], end: RunEnd): void {
  if (steps.length !== end.steps) throw damaged(run, steps.length, `${end.steps} steps were recorded, ${steps.length} are there`);
  if ((steps.at(-1)?.id ?? null) !== end.last) throw damaged(run, steps.length - 1, "it is not the step that the run ended with");
}

export function damaged(run: string, step: number, problem: string): PremiseError {
  return new PremiseError("run/damaged", { run, step: step + 1, problem });
}
