/** @module Follows a run while it is recorded: counts what it costs, and hands its steps on. */
import type { Step } from "../../../protocol/results.ts";
import type { Recorder } from "../../../runs/run.ts";
import type { Tally } from "../../http/answer.ts";

export type Seen = (step: Step) => void;

/** What each step cost is counted when it is recorded, so that a run that is broken off has its cost too. The last credences of a run stand. */
export function follow(recorder: Recorder, tally: Tally, seen: Seen): Recorder {
  return {
    header: recorder.header,
    finish: (status) => recorder.finish(status),
    async record(newStep) {
      const step = await recorder.record(newStep);
      tally.count(step);
      seen(step);
      return step;
    },
  };
}

/** Of a run whose drafts are measured: they are handed on when the gate has accepted them, and refused ones stay in the run. */
export function withholdDrafts(seen: Seen): Seen {
  let held: Step[] = [];
  return (step) => {
    if (step.verdict === null && (step.kind === "sample" || held.length > 0)) return void held.push(step);
    for (const each of held) if (each.kind !== "sample" || step.verdict?.action === "accept") seen(each);
    held = [];
    seen(step);
  };
}
