/** @module POST /premise/v1/ask: one question under a premise, recorded as a run, with server-sent progress. */
import { askQuestion } from "../../../ask/ask.ts";
import { DEFAULT_PREMISE, DEFAULT_SAMPLES } from "../../../ask/defaults.ts";
import { type Ask, requireAskable } from "../../../ask/request.ts";
import type { AskResult } from "../../../ask/result.ts";
import { chooseMethods, renderForMethods } from "../../../ask/scoring.ts";
import { EventQueue } from "../../../predictor/event-queue.ts";
import { premiseHash } from "../../../premises/hash.ts";
import { renderPremise } from "../../../premises/render.ts";
import type { Premise } from "../../../premises/schema.ts";
import { askAnswer, askRequest, type AskRequest } from "../../../protocol/premise/requests.ts";
import type { Step } from "../../../protocol/results.ts";
import type { Recorder } from "../../../runs/run.ts";
import type { Charge } from "../../../store/store.ts";
import type { GatewayDeps } from "../../deps.ts";
import type { Answer, Author, EventFrame, Tally } from "../../http/answer.ts";
import { openServed } from "../../models/served.ts";
import { spanAttributes } from "../../observe/names.ts";
import { route, type Route } from "../../pipeline/route.ts";
import { chooseModel } from "../local-text.ts";

type Job = Omit<Ask, "recorder" | "signal">;

export function askRoute(deps: GatewayDeps): Route {
  return route<AskRequest>({
    method: "post",
    path: "/premise/v1/ask",
    summary: "Put a question under a premise: a distribution over choices, or clustered samples.",
    tag: "Premise",
    scope: "infer",
    perModel: false,
    givesText: true,
    body: askRequest,
    answer: { description: "The answers with their credences, cost and disclosure; with `stream`, server-sent `progress`, `step`, then `result` or `error`.", schema: askAnswer, streams: true },
    errors: [422, 429, 502, 504],
    plan: async (request) => {
      const asked = chooseModel(deps, request, request.body.model);
      const { model: _model, premise: named, stream, ...given } = request.body;
      const premise = deps.premises.find(named ?? asked.premise ?? DEFAULT_PREMISE);
      const preset = given.choices === undefined && asked.temperature !== undefined ? { temperature: asked.temperature } : {};
      const job: Job = { ...preset, ...present(given), premise, predictor: await openServed(asked.model), clock: deps.clock };
      requireAskable(job);
      const author = { model: asked.model.id, provider: asked.model.kind === "local" ? "premise" : asked.model.upstream.setting.name };
      return {
        kind: "work", model: asked.model.id, streamed: stream === true, hold: estimateHold(job, premise),
        traced: { [spanAttributes.premiseId]: premise.id, [spanAttributes.premiseHash]: premiseHash(premise) },
        price: ({ promptTokens, scoredTokens, generatedTokens }) => ({ requests: 1, tokens: promptTokens + scoredTokens + generatedTokens, micros: 0 }),
        run: async (signal, tally) => await answerAsk(deps, job, { author, streamed: stream === true }, signal, tally),
      };
    },
  });
}

type Present<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}

/** A token is at least one byte, and each choice or letter is scored behind its own copy of the document. */
function estimateHold({ question, choices, scoring, samples, maxTokens }: Job, premise: Premise): Charge {
  if (choices === undefined) {
    const rendered = renderPremise(premise, { question }, "open");
    return { requests: 1, micros: 0, tokens: (samples ?? DEFAULT_SAMPLES) * (1 + Buffer.byteLength(rendered.text) + (maxTokens ?? rendered.maxTokens)) };
  }
  const documents = Object.values(renderForMethods(premise, question, choices, chooseMethods(premise, scoring))).flatMap((each) => (each === null ? [] : [Buffer.byteLength(each.text) + Buffer.byteLength(each.answer.before)]));
  const longest = Math.max(...choices.map((choice) => Buffer.byteLength(choice)));
  return { requests: 1, micros: 0, tokens: documents.reduce((sum, bytes) => sum + choices.length * (1 + bytes + longest), 0) };
}

async function answerAsk(deps: GatewayDeps, job: Job, { author, streamed }: { author: Author; streamed: boolean }, signal: AbortSignal, tally: Tally): Promise<Answer> {
  const recorder = await deps.runs.start({ kind: "ask", title: job.question });
  if (streamed) return { status: 200, author, body: { kind: "events", named: true, events: streamAsk(job, recorder, signal, tally) } };
  const result = await askQuestion({ ...job, signal, recorder: watch(recorder, tally, () => undefined) });
  return { status: 200, author, body: { kind: "json", value: result } };
}

async function* streamAsk(job: Job, recorder: Recorder, signal: AbortSignal, tally: Tally): AsyncGenerator<EventFrame> {
  const queue = new EventQueue<EventFrame>();
  const stop = new AbortController();
  const push = (event: string, value: object): void => queue.push([{ event, value }]);
  const work = askQuestion({
    ...job,
    signal: AbortSignal.any([signal, stop.signal]),
    recorder: watch(recorder, tally, (step) => push("step", step)),
    onProgress: (done, total) => push("progress", { done, total }),
  });
  const settled = work.then((result: AskResult) => push("result", result)).finally(() => queue.end());
  // What it fails with is thrown below, once everything before it has been read.
  settled.catch(() => undefined);
  try {
    for await (const frames of queue.read()) yield* frames;
    await settled;
  } finally {
    stop.abort();
    await settled.catch(() => undefined);
  }
}

/** What each step cost is counted when it is recorded, so that a run that is broken off has its cost too. */
function watch(recorder: Recorder, tally: Tally, seen: (step: Step) => void): Recorder {
  return {
    header: recorder.header,
    finish: (status) => recorder.finish(status),
    async record(newStep) {
      const step = await recorder.record(newStep);
      tally.promptTokens += step.cost.promptTokens;
      tally.cachedTokens += step.cost.cachedTokens;
      tally.scoredTokens += step.cost.scoredTokens;
      tally.generatedTokens += step.cost.generatedTokens;
      seen(step);
      return step;
    },
  };
}

