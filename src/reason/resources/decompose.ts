/** @module The body of a run that takes a question apart: each part is drawn and watched, answered in a document of its own, and what was found is put under it. */
import type { NativeEvidence } from "../../credence/native/evidence.ts";
import { passStaticGate } from "../../gate/static.ts";
import { premiseHash } from "../../premises/hash.ts";
import { isBlank } from "../../premises/neutralise.ts";
import type { Premise } from "../../premises/schema.ts";
import { noCost } from "../../protocol/cost.ts";
import type { Cost, Credences } from "../../protocol/results.ts";
import type { Steps } from "../../runs/run.ts";
import { answerBehind } from "../answer.ts";
import { takeDraft } from "../draft.ts";
import type { TrailStep } from "../../runs/complete-step.ts";
import { createTrail, type ReasonJob } from "../job.ts";
import { chooseNextLine } from "../next-line.ts";
import { openPremisePaper } from "../premise-paper.ts";
import { type ReasonDeps, toJob } from "../reason.ts";
import { defaultRequest, type ReasonRequest, requireReasonable } from "../request.ts";
import { drawnOf, evidenceOf, insertPiece, keep, lineStart, newSheet, type Sheet } from "../sheet.ts";
import { foundLabel } from "./split-premise.ts";

/** Plain JSON. `steps`: most parts. */
export type DecomposeRequest = Pick<ReasonRequest, "question" | "steps" | "ends" | "temperature" | "topP" | "seed"> & { readonly choices: readonly string[] };

/** `premise`: who takes the question apart; `solver`: who answers a part, at once and with the likeliest words. */
export type DecomposeDeps = Pick<ReasonDeps, "predictor" | "premise" | "clock" | "timeline" | "calibrations" | "evidence"> & { readonly solver: Premise };

export type Part = { readonly question: string; readonly found: string };

/** `probabilities` in the order of the choices. `credences` and `evidence` (nats) are of the parts as they were drawn, not of what was found; null where nothing was watched. `drawn`: ids behind the opening, and those of each part. */
export type DecomposeResult = {
  readonly question: string; readonly parts: readonly Part[]; readonly probabilities: readonly number[]; readonly credences: Credences | null; readonly evidence: NativeEvidence | null;
  readonly drawn: readonly { readonly before: readonly number[]; readonly tokens: readonly number[] }[]; readonly cost: Cost; readonly runId: string; readonly seed: number;
};

/** @throws PremiseError as `reason` does. */
export async function decompose(request: DecomposeRequest, deps: DecomposeDeps, steps: Steps): Promise<DecomposeResult> {
  const { premise, solver, predictor, clock, calibrations, evidence } = deps;
  const { question, choices } = request;
  const asked: ReasonRequest = { ...defaultRequest, ...request, policy: "none" };
  for (const each of [premise, solver]) requireReasonable(asked, each);
  const trail = createTrail(steps, predictor, clock);
  for (const each of [premise, solver]) {
    const { verdict, error } = passStaticGate(each, deps.timeline);
    await trail.take(async () => ({ kind: "gate", input: { premise: each.id, hash: premiseHash(each) }, output: null, verdict }));
    if (error !== null) throw error;
  }
  const paper = await openPremisePaper({ predictor, premise, question, people: "first", calibrations, sampling: request, evidence });
  const job: ReasonJob = { ...toJob(asked, premise, deps, paper), trail, options: { signal: steps.signal } };
  const { sheet, parts, credences } = await takeApart(job, solver);
  const { answers } = await answerBehind(job, sheet);
  const probabilities = choices.map((choice) => answers.find(({ text }) => text === choice.trim())?.probability ?? NaN);
  return { question, parts, probabilities, credences, evidence: evidenceOf(sheet) ?? null, drawn: listDrawn(sheet), cost: trail.cost(), runId: steps.run, seed: request.seed };
}

async function takeApart(job: ReasonJob, solver: Premise): Promise<{ readonly sheet: Sheet; readonly parts: readonly Part[]; readonly credences: Credences | null }> {
  const { paper, request } = job;
  const parts: Part[] = [];
  let sheet = newSheet(0);
  let credences: Credences | null = null;
  for (let step = 0; step < request.steps; step++) {
    const { line } = await chooseNextLine(job, sheet, { step, attempt: 0, head: job.trail.last() });
    if (line.kind === "answer") break;
    const draft = await takeDraft(job, sheet, { kind: "thought", step, attempt: 0, given: line.given, triesLeft: 0, isAnswer: false });
    sheet = keep(sheet, ...draft.pieces);
    credences = draft.credences;
    const found = isBlank(draft.text) ? "nothing" : await solvePart(job, solver, draft.text);
    const given = `${lineStart(paper, sheet)}${foundLabel} ${found}${paper.lineBreak}`;
    sheet = keep(sheet, await insertPiece(paper, given));
    parts.push({ question: draft.text, found });
  }
  return { sheet, parts, credences };
}

/** Nobody who answers a part sees the question, or the other parts. */
async function solvePart({ predictor, trail, paper, options }: ReasonJob, solver: Premise, question: string): Promise<string> {
  const own = await openPremisePaper({ predictor, premise: solver, question, people: "first", calibrations: [], sampling: {} });
  const context = [...(own.people[0]?.opening ?? []), ...(await own.insert(`${own.lineBreak}${own.answer}`))];
  const step = await trail.take(async (): Promise<TrailStep> => {
    const drawn: number[] = [];
    for await (const event of predictor.sample([{ context, maxTokens: own.maxTokens, seed: 0, temperature: 0, stop: own.stop }], options)) {
      if (event.kind === "refused") throw event.error;
      if (event.kind === "token") drawn.push(event.token.token);
      else {
        const { promptTokens, cachedTokens, generatedTokens, text, reason } = event.end;
        return { kind: "part", input: { question, solver: solver.id }, output: { text: text.trim(), tokens: drawn, ended: reason }, cost: { ...noCost, promptTokens, cachedTokens, generatedTokens, calls: 1 } };
      }
    }
    return { kind: "part", input: { question, solver: solver.id }, output: { text: "", tokens: drawn, ended: "length" } };
  });
  return paper.quote((step.output as { text: string }).text) || "nothing";
}

function listDrawn({ pieces }: Sheet): DecomposeResult["drawn"] {
  return drawnOf(pieces).map((piece) => ({ before: pieces.slice(0, pieces.indexOf(piece)).flatMap(({ ids }) => ids), tokens: piece.ids }));
}
