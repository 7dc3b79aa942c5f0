/** @module A worker: runs what waits in the queues of its models until it is stopped. */
import type { Predictor } from "../../predictor/predictor.ts";
import { readVariable } from "../../config/environment.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import type { QueueSetting } from "../../runs/durable/dbos.ts";
import type { RunRecord } from "../../runs/run.ts";
import { summariseRun } from "../../runs/summary.ts";
import { openCalibrations, openModel, openTimeline, readSettings } from "../assemble.ts";
import type { Io } from "../io.ts";
import { usualContextTokens } from "../reason/action.ts";
import { createRunBodies } from "../run-bodies.ts";
import { fingerprintOf } from "../runs/go-on.ts";
import { withLocalEngine } from "../serve/local-engine.ts";
import { queueOf } from "./queue.ts";

export type WorkerFlags = {
  readonly model?: readonly string[];
  readonly concurrency: number;
  readonly maxRunning?: number;
  readonly rate?: QueueSetting["rate"];
  readonly poll: number;
  readonly deterministic?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

/** Ends when it is interrupted; what it had begun is put back for others. @throws PremiseError `config/no-database`, and what opening throws. */
export async function runWorker(io: Io, flags: WorkerFlags): Promise<void> {
  if (readVariable(io.env, "DATABASE_URL") === undefined) throw new PremiseError("config/no-database", { command: "premise worker" });
  const settings = readSettings(io, { deterministic: flags.deterministic });
  const models = new Map<string, Predictor>();
  for (const model of flags.model ?? [settings.model.value]) models.set(model, await openModel(io, { ...settings, model: { ...settings.model, value: model } }, { usualContextTokens }));
  const open = async (model: string): Promise<Predictor> => models.get(model) ?? refuse(model, [...models.keys()]);
  const bodies = createRunBodies({ openModel: open, calibrations: openCalibrations(settings), timeline: openTimeline(settings), clock: io.clock });
  const queues = [...models.keys()].map((model) => toQueue(model, flags));
  await withLocalEngine(io, settings, { bodies, queues, fingerprintOf: (job) => fingerprintOf(job, open), onEnd: (run) => tell(io, run, flags) }, async () => {
    if (flags.quiet !== true) io.err(`Works on ${[...models.keys()].join(", ")}, ${flags.concurrency} runs at once. Ctrl-C stops it.\n`);
    await untilAborted(io.signal);
  });
}

function toQueue(model: string, { concurrency, maxRunning, rate, poll }: WorkerFlags): QueueSetting {
  return { name: queueOf(model), concurrency, pollMs: poll, ...(maxRunning === undefined ? {} : { maxRunning }), ...(rate === undefined ? {} : { rate }) };
}

function tell(io: Io, run: RunRecord, { json, quiet }: WorkerFlags): void {
  const { id, kind, status, steps, cost } = summariseRun(run);
  if (json === true) io.out(`${JSON.stringify({ id, kind, status, steps, cost })}\n`);
  else if (quiet !== true) io.err(`${id}  ${kind}  ${status}  ${steps ?? 0} steps, ${(cost?.seconds ?? 0).toFixed(1)} s\n`);
}

function refuse(model: string, known: readonly string[]): never {
  throw new PremiseError("run/unknown-kind", { kind: model, known: known.join(", ") });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}
