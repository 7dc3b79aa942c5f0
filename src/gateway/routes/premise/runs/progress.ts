/** @module GET /premise/v1/runs/{id}/progress: what a run does, and has done, until it ends. */
import { setTimeout as sleep } from "node:timers/promises";
import { PremiseError } from "../../../../errors/premise-error.ts";
import { EventQueue } from "../../../../predictor/event-queue.ts";
import type { RunRecord, Steps } from "../../../../runs/run.ts";
import type { GatewayDeps } from "../../../deps.ts";
import type { EventFrame } from "../../../http/answer.ts";
import { free } from "../../../pipeline/plan.ts";
import { route, type Route } from "../../../pipeline/route.ts";
import type { LiveRun } from "../../../runs/live.ts";
import type { ServedRuns } from "../../../runs/served-runs.ts";
import { nameRun, notBegun, toFrame, toProgress, withhold } from "./follow.ts";
import { readRecorded, type RecordedRun } from "./recorded.ts";

/** Between two looks at a run that goes on elsewhere, or waits for its turn. */
const lookMs = 500;

export function progressRoute({ reasoning }: GatewayDeps): Route {
  return route({
    method: "get", tag: "Premise", perModel: false, scope: "read", givesText: true, body: null, path: "/premise/v1/runs/:id/progress",
    summary: "Watch a run until it ends, from its first step.",
    answer: { description: "Server-sent `progress` and `step`, then `result` or `error`; texts of refused drafts are withheld.", type: "text/event-stream" },
    errors: [500],
    plan: ({ params }) => free(async () => {
      const run = await readRecorded(reasoning, params["id"] ?? "");
      return { status: 200, author: { model: run.input.model, provider: "premise" }, body: { kind: "events", named: true, events: watchRun(reasoning, run) } };
    }),
  });
}

async function* watchRun(reasoning: ServedRuns, run: RecordedRun): AsyncGenerator<EventFrame> {
  const { id } = run.record.header;
  yield toProgress(id, notBegun(run.input.request.steps));
  let { record } = run;
  let shown = 0;
  for (;;) {
    const live = reasoning.lives.find(id);
    if (live !== undefined) return yield* watchLive(live, shown);
    for (const step of record.steps.slice(shown)) yield { event: "step", value: withhold(step) };
    shown = record.steps.length;
    if (record.status !== "running") return yield await tellEnd(reasoning, { ...run, record });
    await sleep(lookMs);
    record = await (await reasoning.engine()).runs.read(id);
  }
}

/** @param shown so many of its first steps were told already. */
async function* watchLive(live: LiveRun, shown: number): AsyncGenerator<EventFrame> {
  const queue = new EventQueue<EventFrame>();
  let steps = 0;
  const stopListening = live.listen((event) => (event.kind === "step" && steps++ < shown ? undefined : queue.push([toFrame(live.run, event)])));
  void live.ended.then(() => queue.end());
  try {
    for await (const frames of queue.read()) yield* frames;
    const end = await live.ended;
    if (!end.ok) throw nameRun(end.error, live.run);
    yield { event: "result", value: end.result as object };
  } finally {
    stopListening();
  }
}

/** Of a run that has ended before. @throws PremiseError `run/interrupted`, `run/failed`. */
async function tellEnd({ bodies }: ServedRuns, { record, job }: RecordedRun): Promise<EventFrame> {
  const { id } = record.header;
  if (record.status === "failed") throw new PremiseError("run/failed", { run: id, runId: id });
  if (record.status !== "done") throw new PremiseError("run/interrupted", { run: id, runId: id });
  return { event: "result", value: (await bodies[job.kind]?.(job.input, replay(record))) as object };
}

/** A result is a function of its run's input and steps, so it is made again of them; nothing is done anew. */
function replay({ header, steps }: RunRecord): Steps {
  let next = 0;
  return {
    run: header.id,
    signal: new AbortController().signal,
    take: async () => {
      const step = steps[next++];
      if (step === undefined) throw new PremiseError("run/damaged", { run: header.id, step: next, problem: "its end is missing" });
      return step;
    },
  };
}
