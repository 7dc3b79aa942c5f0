/** @module The wire of `/premise/v1/runs`: reasonings that are started, gone on with, and watched. Requests are strict. */
import { z } from "zod";
import { wellFormed } from "../openai/shared.ts";

const count = (least: number, most: number) => z.int().min(least).max(most);
const seed = z.int().min(0).max(0xffffffff);
const stream = z.boolean().optional().describe("Server-sent `progress`, `step`, then `result` or `error`.");
const detach = z.boolean().optional().describe("Answers at once with the run's id; the run goes on here, after a restart of the server too.");
const once = <T extends { readonly stream?: boolean | undefined; readonly detach?: boolean | undefined }>(asked: T): boolean => asked.stream !== true || asked.detach !== true;
const contradiction = { path: ["detach"], error: "a run that goes on without its client has no stream; watch it at /premise/v1/runs/{id}/progress" };

export const reasonRequest = z.strictObject({
  kind: z.literal("reason"),
  model: z.string().optional(),
  question: wellFormed.min(1).max(20_000),
  premise: z.string().max(200).optional().describe("An id of /premise/v1/premises that has notes; by default the model reference's, else `working-notes`, and `problem-circle` for a panel."),
  choices: z.array(wellFormed.min(1)).min(2).max(26).optional().describe("Two or more different texts: a distribution over them, scored behind the notes. Without them an answer is drawn."),
  policy: z.enum(["none", "stop", "resample", "re-anchor", "panel"]).optional().describe("What follows when a credence speaks against a thought. By default `resample`."),
  steps: count(1, 500).optional().describe("Most thoughts that are kept. By default 8."),
  tries: count(1, 100).optional().describe("Drafts of one thought under `resample`, and of an answer. By default 4."),
  returns: count(0, 100).optional().describe("Returns in the whole run under `re-anchor`. By default 4."),
  tree: z.strictObject({ width: count(1, 64), keep: count(1, 64).optional() }).optional().describe("`width` drafts of every leaf, of which `keep` leaves stay after each step (by default as many). Under `resample` or `none`."),
  ends: z.enum(["predicted", "at-steps"]).optional().describe("`predicted` (the default): where the model finds the answer likelier than another thought; `at-steps`: after all steps."),
  budget: z.int().min(1).optional().describe("Most tokens that are drawn and scored; those are also what the run is charged."),
  spend: z.enum(["free", "even"]).optional().describe("Whether the rise in log odds that the limit leaves may be spent at any step (the default), or evenly over the steps."),
  margin: z.number().min(0).max(100).optional().describe("Nats by which every limit is tightened."),
  maxCredence: z.number().gt(0).max(1).optional().describe("Limit of both credences, in place of the premise's policy; one that can't be measured then refuses."),
  prior: z.number().gt(0).lt(1).optional().describe("Of both credences, in place of the premise's own."),
  temperature: z.number().min(0).max(100).optional(),
  topP: z.number().gt(0).max(1).optional(),
  seed: seed.optional(),
  stream,
  detach,
}).refine(once, contradiction);
export type ReasonRequestBody = z.output<typeof reasonRequest>;

export const resumeRequest = z.strictObject({ stream, detach }).refine(once, contradiction);
export type ResumeRequest = z.output<typeof resumeRequest>;

export const forkRequest = z.strictObject({
  steps: count(0, 100_000).describe("How many of the first recorded steps are kept."),
  seed: seed.optional().describe("Of what is drawn after them; by default the run's own, which draws the same again."),
  stream,
  detach,
}).refine(once, contradiction);
export type ForkRequest = z.output<typeof forkRequest>;

export const runAnswer = z.looseObject({
  outcome: z.enum(["answered", "refused"]).describe("`refused`: a credence stood against going on, so there is no answer."),
  answers: z.array(z.looseObject({ text: z.string(), probability: z.number().nullable(), logprob: z.number() })),
  thoughts: z.array(z.looseObject({ step: z.string(), person: z.int(), text: z.string() })),
  ended: z.string(),
  credence: z.looseObject({}).nullable(),
  cost: z.looseObject({}),
  disclosure: z.string(),
  premise: z.object({ id: z.string(), version: z.int(), hash: z.string() }),
  model: z.string(),
  runId: z.string(),
});

export const cancelledAnswer = z.object({ id: z.string(), status: z.enum(["running", "done", "failed", "interrupted", "damaged"]) });
