/** @module POST /premise/v1/ask: one question under a premise, recorded as a run, with server-sent progress. */
import { askQuestion } from "../../../ask/ask.ts";
import { DEFAULT_PREMISE } from "../../../ask/defaults.ts";
import { type Ask, requireAskable, samplingOf } from "../../../ask/request.ts";
import type { AskResult } from "../../../ask/result.ts";
import { createWatch, type Watch } from "../../../credence/watch.ts";
import { PremiseError, toPremiseError } from "../../../errors/premise-error.ts";
import type { CallOptions } from "../../../predictor/predictor.ts";
import { premiseHash } from "../../../premises/hash.ts";
import { askAnswer, askRequest, type AskRequest } from "../../../protocol/premise/requests.ts";
import type { GatewayDeps } from "../../deps.ts";
import type { Answer, Author, EventFrame, Tally } from "../../http/answer.ts";
import { streamWork } from "../../http/stream-work.ts";
import { openServed } from "../../models/served.ts";
import { spanAttributes } from "../../observe/names.ts";
import { route, type Route } from "../../pipeline/route.ts";
import { chooseModel } from "../local-text.ts";
import { follow, type Seen, withholdDrafts } from "./follow.ts";
import { holdOfAsk } from "./hold.ts";

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
      const { model: _model, premise: named, stream, prior, ...given } = request.body;
      const premise = deps.premises.find(named ?? asked.premise ?? DEFAULT_PREMISE);
      const preset = given.choices === undefined && asked.temperature !== undefined ? { temperature: asked.temperature } : {};
      const watched = { calibrations: deps.calibrations, timeline: deps.timeline, ...(prior === undefined ? {} : { priors: { authorIsAi: prior, aiInWorld: prior } }) };
      const job: Job = { ...preset, ...present(given), ...watched, premise, predictor: await openServed(asked.model), clock: deps.clock };
      requireAskable(job);
      const watch = createWatch({ ...watched, predictor: job.predictor, premise, slots: { question: job.question }, form: "open", sampling: samplingOf(job) });
      const author = { model: asked.model.id, provider: asked.model.kind === "local" ? "premise" : asked.model.upstream.setting.name };
      return {
        kind: "work", model: asked.model.id, streamed: stream === true, hold: holdOfAsk(job, watch.isCalibrated),
        traced: { [spanAttributes.premiseId]: premise.id, [spanAttributes.premiseHash]: premiseHash(premise) },
        price: ({ promptTokens, scoredTokens, generatedTokens }) => ({ requests: 1, tokens: promptTokens + scoredTokens + generatedTokens, micros: 0 }),
        run: async (signal, tally) => await answerAsk(deps, job, { author, streamed: stream === true, watch }, signal, tally),
      };
    },
  });
}

type Present<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}

/** `watch`: as it is before anything is drawn. */
type About = { readonly author: Author; readonly streamed: boolean; readonly watch: Pick<Watch, "isCalibrated" | "read"> };

async function answerAsk(deps: GatewayDeps, job: Job, { author, streamed, watch }: About, signal: AbortSignal, tally: Tally): Promise<Answer> {
  const recorder = await deps.runs.start({ kind: "ask", title: job.question });
  const ask: RunAsk = async (seen, options) => {
    try {
      return await askQuestion({ ...job, ...options, recorder: follow(recorder, tally, watch.isCalibrated ? withholdDrafts(seen) : seen) });
    } catch (thrown) {
      const error = toPremiseError(thrown);
      if (error.code === "gate/not-measured") tally.credences ??= watch.read();
      throw new PremiseError(error.code, { ...error.details, runId: recorder.header.id }, { cause: thrown });
    }
  };
  if (streamed) return { status: 200, author, body: { kind: "events", named: true, events: streamAsk(ask, signal) } };
  return { status: 200, author, body: { kind: "json", value: await ask(() => undefined, { signal }) } };
}

/** Asks, and names the run in what it fails with. */
type RunAsk = (seen: Seen, options: CallOptions) => Promise<AskResult>;

/** Nothing is asked before the first event is. */
async function* streamAsk(ask: RunAsk, signal: AbortSignal): AsyncGenerator<EventFrame> {
  yield* streamWork(signal, ({ push, signal: stopping }) => ask((step) => push({ event: "step", value: step }), { signal: stopping, onProgress: (done, total) => push({ event: "progress", value: { done, total } }) }));
}
