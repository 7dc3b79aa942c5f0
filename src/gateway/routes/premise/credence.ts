/** @module POST /premise/v1/credence: whether a machine wrote a text, or whom the model predicts as its author. */
import { assessObserved, assessSampled, roomIn, wholeRange } from "../../../credence/assess.ts";
import { assessPair } from "../../../credence/pair.ts";
import { orCannotMeasure } from "../../../credence/refusal.ts";
import { createWatch } from "../../../credence/watch.ts";
import type { CallOptions, Predictor } from "../../../predictor/predictor.ts";
import { credenceAnswer, type CredenceAnswer, credenceRequest, type CredenceRequest } from "../../../protocol/premise/requests.ts";
import { type CannotMeasure, type Credence, isCannotMeasure } from "../../../protocol/results.ts";
import { toContextsTokens } from "../../../score/context.ts";
import type { GatewayDeps } from "../../deps.ts";
import { plain } from "../../http/answer.ts";
import { countScores } from "../../models/counted.ts";
import { openServed } from "../../models/served.ts";
import { route, type Route } from "../../pipeline/route.ts";
import { chooseModel } from "../local-text.ts";
import { type CredenceSubject, toSubject } from "./credence-subject.ts";
import { holdOfReading, measureDocuments } from "./hold.ts";

type Job = Pick<CredenceRequest, "text" | "tokens" | "prior"> & { readonly subject: CredenceSubject; readonly calibrations: GatewayDeps["calibrations"] };
type Judged = { readonly [Name in "provenance" | "authorIsAi" | "aiInWorld"]?: Credence } & Pick<CredenceAnswer, "tokens" | "textTokens" | "judged">;

export function credenceRoute(deps: GatewayDeps): Route {
  return route<CredenceRequest>({
    method: "post",
    path: "/premise/v1/credence",
    summary: "Whether a machine wrote a text, or whom the model predicts as the author of one that it drew; as `premise credence` tells.",
    tag: "Premise",
    scope: "infer",
    perModel: false,
    givesText: false,
    body: credenceRequest,
    answer: { description: "`provenance` in mode observed; in mode sampled `authorIsAi` and, with a premise, `aiInWorld`. What can't be measured says why.", schema: credenceAnswer },
    errors: [429, 502, 504],
    plan: async (request) => {
      const { mode, text, tokens, prior } = request.body;
      const asked = chooseModel(deps, request, request.body.model);
      const subject = toSubject(deps, asked, request.body);
      const predictor = await openServed(asked.model);
      const job: Job = { text, tokens, prior, subject, calibrations: deps.calibrations };
      return {
        kind: "work", model: asked.model.id, streamed: false, hold: holdOfReading(documentsOf(predictor, job), tokens?.length ?? Buffer.byteLength(text)),
        price: ({ promptTokens, scoredTokens }) => ({ requests: 1, tokens: promptTokens + scoredTokens, micros: 0 }),
        run: async (signal, tally) => {
          const judged = await orCannotMeasure(() => judge(countScores(predictor, tally), job, { signal }));
          return plain({ ...(isCannotMeasure(judged) ? refusedAs(judged, subject) : judged), model: asked.model.id, mode });
        },
      };
    },
  });
}

/** Bytes of every document that the text may be scored after. */
function documentsOf(predictor: Predictor, { subject, calibrations }: Job): number[] {
  if (subject.kind === "text") return [0];
  if (subject.kind === "pair") return [subject.context, ...(subject.contrast === null ? [] : [subject.contrast])].map((each) => Buffer.byteLength(each));
  const { premise, question } = subject;
  const slots = { question };
  return measureDocuments(premise, slots, createWatch({ predictor, premise, slots, form: "open", sampling: {}, calibrations }).isCalibrated);
}

async function judge(predictor: Predictor, job: Job, options: CallOptions): Promise<Judged> {
  const { subject, calibrations, text, tokens, prior } = job;
  if (subject.kind === "pair") return await judgePair(predictor, job, subject, options);
  if (subject.kind === "text") {
    const { provenance, tokens: read, given, judged } = await assessObserved(predictor, calibrations, text, prior ?? 0.5, options);
    return { provenance, tokens: read.length, textTokens: given, judged };
  }
  const priors = prior === undefined ? {} : { priors: { authorIsAi: prior, aiInWorld: prior } };
  const input = { premise: subject.premise, slots: { question: subject.question }, text: tokens ?? text, ...priors };
  const { credences, tokens: read, given } = await assessSampled(predictor, calibrations, input, options);
  return { authorIsAi: credences.authorIsAi, aiInWorld: credences.aiInWorld, tokens: read.length, textTokens: given, judged: wholeRange([credences.authorIsAi, credences.aiInWorld], read.length) };
}

async function judgePair(predictor: Predictor, { calibrations, text, tokens, prior = 0.5 }: Job, { context, contrast }: Extract<CredenceSubject, { kind: "pair" }>, options: CallOptions): Promise<Judged> {
  const documents = await toContextsTokens(predictor, [context, contrast ?? ""]);
  const given = tokens ?? (await predictor.tokenize([text]))[0] ?? [];
  const read = given.slice(0, roomIn(predictor, Math.max(...documents.map((each) => each.length))));
  const authorIsAi = await assessPair(predictor, calibrations, { context, contrast, text, tokens: read }, prior, options);
  return { authorIsAi, tokens: read.length, textTokens: given.length, judged: wholeRange([authorIsAi], read.length) };
}

/** What a predictor can't read has no number of tokens. */
function refusedAs(credence: CannotMeasure, { kind }: CredenceSubject): Judged {
  const unread = { tokens: null, textTokens: null, judged: null };
  if (kind === "text") return { provenance: credence, ...unread };
  return kind === "pair" ? { authorIsAi: credence, ...unread } : { authorIsAi: credence, aiInWorld: credence, ...unread };
}
