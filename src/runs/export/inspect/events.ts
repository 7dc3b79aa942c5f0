/** @module Steps as the events of Inspect's transcript: drafts as model calls, tools as tool calls, credences as scores on the way, all else as information. */
import type { Step } from "../../../protocol/results.ts";
import { isWritten, memberOf, readStep, type StepReading, textOf } from "../step-reading.ts";
import { toScores } from "./scores.ts";
import { toUsage } from "./usage.ts";

/** `seconds`: of work done before the step. */
export type EventPlace = { readonly model: string; readonly startedAt: number; readonly seconds: number };

export function toEvents(step: Step, place: EventPlace): object[] {
  const own = { ...toBase(step, place), ...toContent(step, readStep(step), place) };
  const scores = Object.entries(toScores(step.credences)).map(([name, score]) => ({ ...toBase(step, place), uuid: `${step.id}-${name}`, event: "score", score, intermediate: true, scorer: name }));
  return [own, ...scores];
}

/** A record keeps how long its steps took, not when they were done. */
function toBase({ id, parent, kind, verdict, seed, fingerprint }: Step, { startedAt, seconds }: EventPlace): object {
  return { uuid: id, timestamp: toTime(startedAt, seconds), working_start: seconds, metadata: { step: id, parent, kind, verdict, seed, fingerprint } };
}

function toTime(startedAt: number, seconds: number): string {
  return new Date(startedAt + seconds * 1000).toISOString().replace("Z", "+00:00");
}

function toContent(step: Step, reading: StepReading, { model }: EventPlace): object {
  if (step.kind === "tool") {
    const query = textOf(step.input, "query");
    return { event: "tool", type: "function", id: step.id, function: textOf(step.input, "tool") ?? "tool", arguments: query === null ? {} : { query }, result: textOf(step.output, "text") ?? "", events: [], working_time: step.cost.seconds };
  }
  if (reading.predicted === null || !isWritten(step)) return { event: "info", source: "premise", data: { name: reading.name, kind: step.kind, verdict: step.verdict, input: step.input, output: step.output } };
  const input = reading.inserted === null ? [] : [{ id: `${step.id}-given`, content: reading.inserted, source: "input", role: "user", metadata: { inserted: true } }];
  return { event: "model", model, input, tools: [], tool_choice: "none", config: toConfig(step), output: toOutput(step, model), working_time: step.cost.seconds };
}

function toConfig({ input, seed }: Step): object {
  const numbers = { temperature: memberOf(input, "temperature"), top_p: memberOf(input, "topP"), max_tokens: memberOf(input, "maxTokens") };
  return { ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => typeof value === "number")), ...(seed === null ? {} : { seed }) };
}

/** One text of the model, with what is known of its tokens beside it. */
function toOutput(step: Step, model: string): object {
  const reading = readStep(step);
  const usage = toUsage(step.cost);
  const choice = { message: toAssistant(step, model), stop_reason: toStopReason(reading.ended), logprobs: toLogprobs(step) };
  return { model, choices: [choice], completion: reading.predicted, usage, time: step.cost.seconds, metadata: { logprob: reading.logprob, surprisal: reading.surprisal, tokens: reading.tokens, token_ids: toIds(step), evidence: memberOf(step.output, "evidence") } };
}

export function toAssistant(step: Step, model: string): object {
  const { predicted, kept, person, thought, draft, surprisal, tokens } = readStep(step);
  return { id: step.id, content: predicted ?? "", source: "generate", role: "assistant", model, metadata: { kept, person, thought, draft, tokens, surprisal, verdict: step.verdict, credences: step.credences } };
}

/** Where the step keeps a text and a log-probability with each token. */
function toLogprobs({ output }: Step): object | null {
  const tokens = memberOf(output, "tokens");
  const content = (Array.isArray(tokens) ? tokens : []).map((token: unknown) => ({ token: textOf(token, "text"), logprob: memberOf(token, "logprob") }));
  return content.length > 0 && content.every(({ token, logprob }) => token !== null && typeof logprob === "number") ? { content } : null;
}

function toIds({ output }: Step): unknown {
  const tokens = memberOf(output, "tokens");
  return Array.isArray(tokens) && tokens.every((token) => typeof token === "number") ? tokens : null;
}

function toStopReason(ended: string | null): string {
  if (ended === "length") return "max_tokens";
  return ended === "stop" || ended === "end-of-text" ? "stop" : "unknown";
}
