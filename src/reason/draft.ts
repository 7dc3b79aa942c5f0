/** @module One draft of a thought: drawn, scored after the contrasts, judged, and recorded as one step. */
import type { WeighedDraft } from "../credence/chain-watch.ts";
import { joinTokenReadings } from "../credence/channels/join.ts";
import { joinEvidence, type NativeEvidence } from "../credence/native/evidence.ts";
import { type TokenReadings, toReadings } from "../credence/channels/reading.ts";
import type { SampledToken, SampleEnd } from "../predictor/predictor.ts";
import { addCost, noCost } from "../protocol/cost.ts";
import type { Cost, Credences, Step, Verdict } from "../protocol/results.ts";
import { deriveSeed } from "../random/seeded.ts";
import type { TrailStep } from "../runs/complete-step.ts";
import type { ReasonJob } from "./job.ts";
import { type Judged, judgeDraft } from "./judge.ts";
import type { Paper } from "./paper.ts";
import { bodyOf, evidenceOf, type Piece, readingOf, type Sheet } from "./sheet.ts";

/** `given`: what is inserted before it; `attempt` from 0 counts every draft of this step. */
export type DraftPlan = Judged & { readonly kind: "thought" | "answer"; readonly attempt: number; readonly given: string; /** The step that it comes of; by default the last one. */ readonly parent?: string | null };

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
export function toPiece({ text, tokens, ended, evidence, reading }: DraftOutput, credences: Credences, { paper }: ReasonJob): Piece {
  const ids = ended === "end-of-text" ? tokens.slice(0, -1) : tokens;
  return { kind: "drawn", text, ids, evidence, reading, credences, endsLine: ended === "stop" && paper.lineBreak !== "" };
}

async function drawDraft(job: ReasonJob, sheet: Sheet, plan: DraftPlan, given: readonly number[]): Promise<TrailStep> {
  const [drawn] = await drawDrafts(job, sheet, [plan], given);
  const { output, credences, verdict, cost, seed } = drawn as DrawnDraft;
  const { step, attempt, kind, parent } = plan;
  return { kind, input: { step, try: attempt, person: sheet.person, given: plan.given }, output, credences, verdict, seed, cost, ...(parent === undefined ? {} : { parent }) };
}

export type DrawnDraft = { readonly output: DraftOutput; readonly credences: Credences; readonly verdict: Verdict; readonly seed: number; readonly cost: Cost };

/** Several drafts of one thought, all behind the same text, in one call. */
export async function drawDrafts(job: ReasonJob, sheet: Sheet, plans: readonly DraftPlan[], given: readonly number[]): Promise<DrawnDraft[]> {
  const { paper, request, predictor, options } = job;
  const { opening, watch } = paper.people[sheet.person] as Paper["people"][number];
  const before = [...bodyOf(sheet), ...given];
  const { temperature, topP } = request;
  const seeds = plans.map(({ step, attempt }) => seedOfDraft(request.seed, step, sheet.person, attempt));
  const asked = seeds.map((seed) => ({ context: [...opening, ...before], maxTokens: paper.maxTokens, seed, temperature, topP, stop: paper.stop, want: { statistics: true }, goesOn: true }));
  const tokens = plans.map((): SampledToken[] => []);
  const ends = new Map<number, SampleEnd>();
  for await (const event of predictor.sample(asked, options)) {
    if (event.kind === "refused") throw event.error;
    if (event.kind === "token") tokens[event.request]?.push(event.token);
    else ends.set(event.request, event.end);
  }
  const weighed = await Promise.all(tokens.map((each) => watch.weigh({ before, tokens: each.map(({ token }) => token), logprobs: each.map(({ logprob }) => logprob) }, options)));
  return plans.map((plan, i) => {
    const { evidence, cost } = weighed[i] as WeighedDraft;
    const end = ends.get(i);
    const { promptTokens = 0, cachedTokens = 0, generatedTokens = 0 } = end ?? {};
    const drawing = { ...noCost, promptTokens, cachedTokens, generatedTokens, calls: i === 0 ? 1 : 0 };
    return { ...judge(job, sheet, plan, tokens[i] ?? [], end, evidence), seed: seeds[i] ?? 0, cost: addCost(drawing, cost) };
  });
}

function judge(job: ReasonJob, sheet: Sheet, plan: DraftPlan, drawn: readonly SampledToken[], end: SampleEnd | undefined, evidence: NativeEvidence | null): Pick<DrawnDraft, "output" | "credences" | "verdict"> {
  const { watch } = job.paper.people[sheet.person] as Paper["people"][number];
  const sum = evidenceOf(sheet);
  const reading = toReadings(drawn);
  const credences = watch.read(sum === undefined ? evidence : joinEvidence(sum, evidence), joinTokenReadings([readingOf(sheet), reading]));
  const verdict = judgeDraft(job, credences, plan);
  const logprob = drawn.reduce((total, each) => total + each.logprob, 0);
  const output: DraftOutput = {
    text: end?.text.trim() ?? "", tokens: drawn.map(({ token }) => token), logprob, surprisal: drawn.length === 0 ? null : (0 - logprob) / drawn.length,
    ended: end?.reason ?? "length", kept: verdict.action === "accept", evidence, reading,
  };
  return { output, credences, verdict };
}
