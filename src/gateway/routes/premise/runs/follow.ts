/** @module Follows a run to its end: counts what is done for the request, hands on what may be seen, and stops it when the client has gone. */
import { PremiseError, toPremiseError } from "../../../../errors/premise-error.ts";
import type { Step } from "../../../../protocol/results.ts";
import type { ReasonProgress } from "../../../../reason/job.ts";
import type { ReasonResult } from "../../../../reason/result.ts";
import type { EventFrame, Tally } from "../../../http/answer.ts";
import type { RunEvent } from "../../../runs/live.ts";
import type { ServedRuns, StartedRun } from "../../../runs/served-runs.ts";

export type Follow = {
  readonly tally: Tally;
  /** Stops the run, which can be resumed. */
  readonly signal: AbortSignal;
  readonly hear: (event: RunEvent) => void;
};

/** @throws PremiseError what the run failed with, with the detail `runId`; `run/interrupted` when it was stopped. */
export async function followRun(reasoning: ServedRuns, { id, result, live }: StartedRun, { tally, signal, hear }: Follow): Promise<ReasonResult> {
  const stopListening = live.listen((event) => {
    if (event.kind === "step" && event.isNew) tally.count(event.step);
    hear(event);
  });
  const stop = (): void => void reasoning.engine().then((engine) => engine.cancel(id)).catch(() => undefined);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const given = (await result()) as ReasonResult;
    live.end({ ok: true, result: given });
    tally.credences = given.credence ?? tally.credences;
    return given;
  } catch (thrown) {
    live.end({ ok: false, error: thrown });
    throw nameRun(thrown, id);
  } finally {
    signal.removeEventListener("abort", stop);
    stopListening();
    reasoning.forget(live);
  }
}

export function nameRun(thrown: unknown, runId: string): PremiseError {
  const error = toPremiseError(thrown);
  return new PremiseError(error.code, { ...error.details, runId }, { cause: thrown });
}

export function toFrame(run: string, event: RunEvent): EventFrame {
  return event.kind === "step" ? { event: "step", value: withhold(event.step) } : toProgress(run, event.progress);
}

export function toProgress(runId: string, progress: ReasonProgress): EventFrame {
  return { event: "progress", value: { runId, ...progress } };
}

export const notBegun = (steps: number): ReasonProgress => ({ thoughts: 0, steps, tokens: 0, credences: null, secondsLeft: null });

type Drafted = { readonly output: unknown; readonly verdict: Step["verdict"] };

/** Refused drafts stay in the run: their texts are not handed on. */
export function withhold(step: Step): Step {
  const { drafts } = (step.output ?? {}) as { readonly drafts?: readonly Drafted[] };
  if (step.kind === "expand" && drafts !== undefined) return { ...step, output: { drafts: drafts.map(withholdText) } };
  return withholdText(step);
}

function withholdText<T extends Drafted>(draft: T): T {
  if (draft.verdict === null || draft.verdict.action === "accept" || draft.output === null) return draft;
  const { logprob, surprisal, ended, kept } = draft.output as Readonly<Record<string, unknown>>;
  return { ...draft, output: { logprob, surprisal, ended, kept, withheld: true } };
}
