/** @module What a run's figures are drawn from: the drafts that were judged, in the order in which they were made. */
import type { Credence, Credences, Step } from "../../protocol/results.ts";
import { defaultLeastPrior, supposeAtLeast } from "../../credence/gate-prior.ts";
import { isWritten, readStep, type StepReading } from "../../runs/export/step-reading.ts";
import type { RunRecord } from "../../runs/run.ts";

/** `from`: the place of the point that it goes on from, which was not refused. `label` is short: `3`, `3.2` for a second draft. */
export type Point = { readonly place: number; readonly from: number | null; readonly label: string; readonly step: Step; readonly reading: StepReading; readonly isRefused: boolean };

/** What was judged: drafts; in a run that draws a question's samples together, each try of them; where nothing was drawn or calibrated, the last step that says so. */
export function listJudged({ steps }: RunRecord): Point[] {
  const judged = listPoints(steps, (step) => step.kind === "credence" || (isWritten(step) && step.kind !== "sample"));
  if (judged.some(({ step }) => step.credences !== null)) return judged;
  const last = steps.findLast(({ credences }) => credences !== null);
  return listPoints(steps, (step) => step === last);
}

/** What the model wrote, samples too. */
export function listWritten({ steps }: RunRecord): Point[] {
  return listPoints(steps, isWritten);
}

function listPoints(steps: readonly Step[], isPoint: (step: Step) => boolean): Point[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const points = new Map<string, Point>();
  for (const step of steps.filter(isPoint)) {
    const reading = readStep(step);
    points.set(step.id, { place: points.size, from: findOrigin(step, reading.person, { byId, points }), label: labelOf(step, reading), step, reading, isRefused: reading.kept === false || isRefusedNext(step, steps) });
  }
  return [...points.values()];
}

/** Of the same person: each sheet has its own evidence. */
function findOrigin({ parent }: Step, person: number | null, { byId, points }: { readonly byId: ReadonlyMap<string, Step>; readonly points: ReadonlyMap<string, Point> }): number | null {
  for (let id = parent; id !== null; id = byId.get(id)?.parent ?? null) {
    const point = points.get(id);
    if (point !== undefined && !point.isRefused && point.reading.person === person) return point.place;
  }
  return null;
}

/** The gate's verdict on a try stands in the step after its credences. */
function isRefusedNext(step: Step, steps: readonly Step[]): boolean {
  if (step.kind !== "credence") return false;
  const verdict = steps.find(({ parent, kind }) => parent === step.id && kind === "gate")?.verdict;
  return verdict !== undefined && verdict !== null && verdict.action !== "accept";
}

function labelOf({ kind }: Step, { name, thought, draft }: StepReading): string {
  if (kind === "sample") return name.replace(/^sample /, "");
  if (kind === "credence") return `${(draft ?? 0) + 1}`;
  const place = kind === "answer" ? "end" : String((thought ?? 0) + 1);
  return draft === null || draft === 0 ? place : `${place}.${draft + 1}`;
}

export const credenceTitles = {
  authorIsAi: "The author whom the model predicts is an AI",
  aiInWorld: "Capable AI exists in the depicted world",
  knowsPredicted: "The predicted person knows of being predicted",
} as const satisfies Record<keyof Credences, string>;

export type Question = keyof typeof credenceTitles;

export function questionsOf(points: readonly Point[]): Question[] {
  return (Object.keys(credenceTitles) as Question[]).filter((question) => points.some(({ step }) => step.credences?.[question] !== undefined));
}

/** As the gate weighs it: from a prior no lower than its least. */
export function weighed(credence: Credence | undefined, leastPrior: number | null): { readonly value: number; readonly interval: readonly [number, number]; readonly prior: number } | null {
  return credence === undefined || credence.kind === "cannot-measure" ? null : supposeAtLeast(credence, leastPrior ?? defaultLeastPrior);
}
