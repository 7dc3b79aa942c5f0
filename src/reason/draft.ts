/** @module One draft of a thought: drawn, scored after the contrasts, judged, and recorded as one step. */
import type { NativeEvidence } from "../credence/native/evidence.ts";
import { joinEvidence } from "../credence/chain-watch.ts";
import type { TokenReadings } from "../credence/channels/reading.ts";
import { toReadings } from "../credence/channels/reading.ts";
import type { SampledToken, SampleEnd } from "../predictor/predictor.ts";
import { addCost, noCost } from "../protocol/cost.ts";
import type { Credences, Step, Verdict } from "../protocol/results.ts";
import { deriveSeed } from "../random/seeded.ts";
import type { ReasonJob, TrailStep } from "./job.ts";
import { type Judged, judgeDraft } from "./judge.ts";
import { bodyOf, evidenceOf, type Piece, readingOf, type Sheet } from "./sheet.ts";

/** `given`: what is inserted before it; `attempt` from 0 counts every draft of this step. */
export type DraftPlan = Judged & { readonly kind: "thought" | "answer"; readonly attempt: number; readonly given: string; readonly parent?: string };

/** What a run keeps of a draft. `evidence` is this draft's alone, in nats. */
export type DraftOutput = {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly logprob: number;
  /** Nats a token; null when nothing was drawn. */
  readonly surprisal: number | null;
  readonly ended: SampleEnd["reason"];
  readonly kept: boolean;
  readonly evidence: NativeEvidence | null;
  readonly reading: TokenReadings;
};

export type Draft = { readonly step: Step; readonly pieces: readonly Piece[]; readonly text: string; readonly verdict: Verdict; readonly credences: Credences };

export async function takeDraft(job: ReasonJob, sheet: Sheet, plan: DraftPlan): Promise<Draft> {
  const given = await job.paper.insert(plan.given);
  const step = await job.trail.take(() => drawDraft(job, sheet, plan, given));
  const output = step.output as DraftOutput;
  const { credences, verdict } = step as Step & { readonly credences: Credences; readonly verdict: Verdict };
  return { step, verdict, credences, text: output.text, pieces: [{ kind: "inserted", text: plan.given, ids: given }, toPiece(output, credences, job)] };
}

/** A seed that no other draft of the run has, whatever came before. */
export function seedOfDraft(seed: number, step: number, person: number, attempt: number): number {
  return deriveSeed(deriveSeed(deriveSeed(seed, step), person), attempt);
}

/** The model's own end of text is no part of the notes that go on behind it; it was drawn, so it counts as evidence. */
function toPiece({ text, tokens, ended, evidence, reading }: DraftOutput, credences: Credences, { paper }: ReasonJob): Piece {
  const ids = ended === "end-of-text" ? tokens.slice(0, -1) : tokens;
  return { kind: "drawn", text, ids, evidence, reading, credences, endsLine: ended === "stop" && paper.lineBreak !== "" };
}

async function drawDraft(job: ReasonJob, sheet: Sheet, plan: DraftPlan, given: readonly number[]): Promise<TrailStep> {
  const { paper, request, predictor, options } = job;
  const { step, attempt, kind } = plan;
  const person = paper.people[sheet.person] as (typeof paper.people)[number];
  const seed = seedOfDraft(request.seed, step, sheet.person, attempt);
  const before = [...bodyOf(sheet), ...given];
  const { temperature, topP } = request;
  const asked = { context: [...person.opening, ...before], maxTokens: paper.maxTokens, seed, temperature, topP, stop: paper.stop, want: { statistics: true }, goesOn: true };
  const tokens: SampledToken[] = [];
  let end: SampleEnd | null = null;
  for await (const event of predictor.sample([asked], options)) {
    if (event.kind === "refused") throw event.error;
    if (event.kind === "token") tokens.push(event.token);
    else end = event.end;
  }
  const drawn = { tokens: tokens.map(({ token }) => token), logprobs: tokens.map(({ logprob }) => logprob) };
  const weighed = await person.watch.weigh({ before, ...drawn }, options);
  const sum = evidenceOf(sheet);
  const reading = toReadings(tokens);
  const all = readingOf({ ...sheet, pieces: [...sheet.pieces, { kind: "drawn", text: "", ids: drawn.tokens, evidence: null, reading, credences: none, endsLine: false }] });
  const credences = person.watch.read(sum === undefined ? weighed.evidence : joinEvidence(sum, weighed.evidence), all);
  const verdict = judgeDraft(job, credences, plan);
  const logprob = drawn.logprobs.reduce((total, each) => total + each, 0);
  const output: DraftOutput = {
    text: end?.text.trim() ?? "", tokens: drawn.tokens, logprob, surprisal: tokens.length === 0 ? null : (0 - logprob) / tokens.length,
    ended: end?.reason ?? "length", kept: verdict.action === "accept", evidence: weighed.evidence, reading,
  };
  const { promptTokens = 0, cachedTokens = 0, generatedTokens = 0 } = end ?? {};
  const cost = addCost({ ...noCost, promptTokens, cachedTokens, generatedTokens, calls: 1 }, weighed.cost);
  return { kind, input: { step, try: attempt, person: sheet.person, given: plan.given }, output, credences, verdict, seed, cost, ...(plan.parent === undefined ? {} : { parent: plan.parent }) };
}

const none: Credences = { authorIsAi: { kind: "cannot-measure", reason: "cannot-measure/nothing-drawn" }, aiInWorld: { kind: "cannot-measure", reason: "cannot-measure/nothing-drawn" } };
