/** @module A run as a log of Inspect AI, in its JSON form: version 2, members in the order of its `EvalLog`. Its `.eval` files are no frozen format. */
import { readRun, type RunReading } from "../run-reading.ts";
import type { RunRecord, RunStatus } from "../../run.ts";
import { digestSteps } from "../../verify.ts";
import { toInspectJson } from "./json.ts";
import { finalScores, toError, toSample } from "./sample.ts";
import { scorers, toResults } from "./scores.ts";
import { toUsage } from "./usage.ts";

const statuses = { running: "started", done: "success", failed: "error", interrupted: "cancelled", damaged: "error" } as const satisfies Record<RunStatus, string>;

/** One sample: the run. Readable with `inspect_ai.log.read_eval_log` from a file that ends in `.json`. */
export function toInspectLog(record: RunRecord): string {
  const { header, status, cost } = record;
  const reading = readRun(record);
  const model = `premise/${reading.model ?? "unknown"}`;
  const usage = toUsage(cost);
  const metadata = toMetadata(record, reading);
  const log = {
    version: 2,
    status: statuses[status],
    eval: toSpec(record, reading, { model, metadata }),
    plan: { name: "plan", steps: [{ solver: `premise_${header.kind}`, params: {}, params_passed: {} }], config: {} },
    results: toResults(finalScores(record), status === "done"),
    stats: { started_at: header.startedAt.replace("Z", "+00:00"), completed_at: "", model_usage: usage === null ? {} : { [model]: usage }, role_usage: {} },
    error: status === "failed" ? toError(record) : null,
    invalidated: false,
    tags: [],
    metadata,
    samples: [toSample(record, reading, model)],
  };
  return `${toInspectJson(log)}\n`;
}

function toSpec({ header }: RunRecord, { premise }: RunReading, { model, metadata }: { readonly model: string; readonly metadata: object }): object {
  return {
    eval_id: header.id, run_id: header.id, created: header.startedAt.replace("Z", "+00:00"),
    task: `premise_${header.kind}`, task_id: header.id, task_version: 0, task_attribs: {}, task_args: premise === null ? {} : { premise: premise.id }, task_args_passed: {},
    solver: `premise_${header.kind}`,
    dataset: { name: premise?.id ?? header.kind, samples: 1, sample_ids: [header.id], shuffled: false },
    model, model_generate_config: {}, model_args: {}, config: { epochs: 1 },
    packages: { premisekit: header.version },
    metadata,
    scorers: scorers.map(({ name }) => ({ name })),
  };
}

function toMetadata({ header, steps, status }: RunRecord, { premise, policy, limits, disclosure }: RunReading): object {
  return {
    title: header.title, kind: header.kind, status, premise, policy, limits, disclosure,
    digest: digestSteps(steps),
    times: "Events have the time of the run's start plus the seconds of work before them; when they were done is not recorded.",
    usage: "input_tokens counts context that was not cached and tokens that were only scored.",
  };
}
