/** @module A run as the one sample of Inspect's log: the line that leads to its end as messages, every step as events. */
import { findAnswers, memberOf, readAnswers, readStep } from "../step-reading.ts";
import { layOutTree } from "../tree.ts";
import type { RunReading } from "../run-reading.ts";
import type { RunRecord } from "../../run.ts";
import type { Step } from "../../../protocol/results.ts";
import { toAssistant, toEvents } from "./events.ts";
import { type Score, toScores } from "./scores.ts";
import { toUsage } from "./usage.ts";

export function toSample(record: RunRecord, reading: RunReading, model: string): object {
  const { header, steps, cost, status } = record;
  const usage = toUsage(cost);
  return {
    id: header.id, epoch: 1, input: reading.question ?? header.title, choices: choicesOf(steps), target: "",
    messages: toMessages(record, reading, model), output: toOutput(findAnswers(steps), model),
    scores: finalScores(record),
    metadata: { disclosure: reading.disclosure, premise: reading.premise, policy: reading.policy, limits: reading.limits, status },
    store: {}, events: listEvents(record, reading, model), model_usage: usage === null ? {} : { [model]: usage },
    started_at: header.startedAt.replace("Z", "+00:00"), working_time: cost.seconds, uuid: header.id, attachments: {},
    ...(status === "failed" ? { error: toError(record) } : {}),
  };
}

/** Those of the last step that has any. */
export function finalScores({ steps }: RunRecord): Readonly<Record<string, Score>> {
  return toScores(steps.findLast(({ credences }) => credences !== null)?.credences ?? null);
}

/** What ended it is not recorded as a text: the last verdict is what is known. */
export function toError({ steps }: RunRecord): object {
  const stopped = steps.findLast(({ verdict }) => verdict?.action === "stop")?.verdict;
  const message = stopped === undefined || stopped === null ? "The run failed." : `The gate stopped the run: ${stopped.code}.`;
  return { message, traceback: "", traceback_ansi: "" };
}

function choicesOf(steps: readonly Step[]): unknown[] | null {
  const given = steps.map(({ input }) => memberOf(input, "choices")).find((choices) => Array.isArray(choices)) as unknown[] | undefined;
  return given?.every((choice) => typeof choice === "string") === true ? given : null;
}

/** What the model was led by and wrote on the line to the end: thoughts and what was put between them. Samples stand beside each other, so they are events only. */
function toMessages({ header, steps }: RunRecord, reading: RunReading, model: string): object[] {
  const opening = { id: `${header.id}-question`, content: reading.documents[0] ?? reading.question ?? header.title, source: "input", role: "user" };
  const main = layOutTree(steps).filter(({ lane }) => lane === 0).map(({ step }) => step);
  return [opening, ...main.flatMap((step) => {
    const { inserted, predicted, kept } = readStep(step);
    if (kept === false) return [];
    const given = inserted === null ? [] : [{ id: `${step.id}-given`, content: inserted, source: "input", role: "user", metadata: { inserted: true, kind: step.kind } }];
    return [...given, ...((step.kind === "thought" || step.kind === "answer") && predicted !== null ? [toAssistant(step, model)] : [])];
  })];
}

/** Several answers are several choices: of one step the likeliest first, of several branches in the order of the record. */
function toOutput(answers: readonly Step[], model: string): object {
  const choices = answers.flatMap((step) => {
    const shared = readAnswers(step).map(({ text, ...metadata }, i) => ({ id: `${step.id}-${i}`, content: text, source: "generate", role: "assistant", model, metadata }));
    return (shared.length > 0 ? shared : [toAssistant(step, model)]).map((message) => ({ message, stop_reason: "stop" }));
  });
  const [first] = answers;
  return { model, choices, completion: first === undefined ? "" : (readAnswers(first)[0]?.text ?? readStep(first).predicted ?? "") };
}

function listEvents({ header, steps }: RunRecord, { question }: RunReading, model: string): object[] {
  const startedAt = Date.parse(header.startedAt);
  let seconds = 0;
  const init = { uuid: `${header.id}-init`, timestamp: header.startedAt.replace("Z", "+00:00"), working_start: 0, event: "sample_init", sample: { input: question ?? header.title, target: "", id: header.id } };
  const events = steps.flatMap((step) => {
    const own = toEvents(step, { model, startedAt, seconds });
    seconds += step.cost.seconds;
    return own;
  });
  return [init, ...events];
}

