/** @module Thinking line by line: each thought is drawn, judged, and kept or refused as the policy says. */
import type { Credences } from "../protocol/results.ts";
import { consultResource } from "./consult-step.ts";
import { type Draft, takeDraft } from "./draft.ts";
import { type ReasonJob, tellProgress } from "./job.ts";
import { chooseNextLine, type NextLine } from "./next-line.ts";
import { bodyOf, insertPiece, keep, lineStart, newSheet, type Sheet } from "./sheet.ts";

/** `parent`: the step that it came of. */
export type Thought = { readonly step: string; readonly person: number; readonly text: string; readonly credences: Credences };

/** Where a chain stands; a return goes back to an earlier one. `head`: the step that the next one comes of. */
export type Chain = { readonly sheets: readonly Sheet[]; readonly thoughts: readonly Thought[]; readonly head: string | null };

export type ThinkingEnd = "answer" | "steps" | "budget" | "context" | "refused";
export type Thinking = { readonly chain: Chain; readonly ended: ThinkingEnd; readonly drafts: number; readonly returns: number };

export function startChain({ paper, trail }: Pick<ReasonJob, "paper" | "trail">): Chain {
  return { sheets: paper.people.map((_, person) => newSheet(person)), thoughts: [], head: trail.last() };
}

export async function think(job: ReasonJob): Promise<Thinking> {
  const { request, policy } = job;
  const past: Chain[] = [];
  const attempts = new Map<number, number>();
  let chain = startChain(job);
  let [drafts, returns] = [0, 0];
  const end = (ended: ThinkingEnd): Thinking => ({ chain, ended, drafts, returns });
  while (chain.thoughts.length < request.steps) {
    const step = chain.thoughts.length;
    if (!hasRoom(job, 1)) return end("budget");
    if (!fitsContext(job, chain)) return end("context");
    const { line, head } = await chooseNextLine(job, sheetOf(job, chain, 0), { step, attempt: attempts.get(step) ?? 0, head: chain.head });
    chain = { ...chain, head };
    if (line.kind === "answer") return end("answer");
    const taken = await takeThought(job, chain, step, line, attempts);
    drafts += taken.drafts;
    if (taken.chain !== null) {
      past.push(chain);
      chain = taken.chain;
      tellProgress(job, chain.thoughts.length, chain.thoughts.at(-1)?.credences ?? null);
      continue;
    }
    if (taken.isSpent) return end("budget");
    if (policy.refused !== "return" || returns === request.returns) return end("refused");
    if (!hasRoom(job, 1)) return end("budget");
    returns++;
    chain = await goBack(job, past, chain);
  }
  return end("steps");
}

/** Whether so many more thoughts fit into the budget, and answers behind them, whatever they come to. */
export function hasRoom({ request, paper, trail, answerTokens }: ReasonJob, thoughts: number, answers = 1): boolean {
  const line = paper.maxTokens * (1 + passesOf(paper));
  return request.budget === null || trail.tokens() + thoughts * line + answers * (answerTokens ?? line) <= request.budget;
}

/** What may stand around a line beside its own tokens: marks, names, what was found. */
const aroundLine = 64;

/** Whether another thought and an answer behind it fit into the model's context, on the longest of a person's documents. */
export function fitsContext({ paper, predictor, answerTokens = 0 }: ReasonJob, { sheets }: Chain): boolean {
  const longest = Math.max(...sheets.map((sheet, i) => bodyOf(sheet).length + Math.max(paper.people[i]?.opening.length ?? 0, paper.people[i]?.watch.longest ?? 0)));
  return longest + 2 * (paper.maxTokens + aroundLine) + answerTokens <= predictor.info.contextTokens;
}

/** How often a drawn token is scored once more at most. */
export function passesOf({ people }: Pick<ReasonJob["paper"], "people">): number {
  return Math.max(...people.map(({ watch }) => watch.passes));
}

/** `chain` is null when every draft was refused; or, `isSpent`, when the budget ran out while tries were left. */
type Taken = { readonly chain: Chain | null; readonly drafts: number; readonly isSpent: boolean };

async function takeThought(job: ReasonJob, chain: Chain, step: number, line: NextLine, attempts: Map<number, number>): Promise<Taken> {
  const { policy, request } = job;
  const ways = policy.refused === "next-person" ? job.paper.people.length : policy.redraws ? request.tries : 1;
  for (let way = 0; way < ways; way++) {
    if (!hasRoom(job, 1)) return { chain: null, drafts: way, isSpent: true };
    const sheet = sheetOf(job, chain, way);
    const attempt = attempts.get(step) ?? 0;
    attempts.set(step, attempt + 1);
    // Who speaks in another's place has not been asked what their line is.
    const own: NextLine = way > 0 && policy.refused === "next-person" ? { kind: "thought", given: lineOf(job, sheet, step) } : line;
    // Where a return is left, a refusal does not end the run.
    const triesLeft = policy.refused === "return" ? 1 : ways - way - 1;
    const draft = await takeDraft(job, sheet, { kind: "thought", step, attempt, given: own.given, triesLeft, isAnswer: false, parent: chain.head });
    if (draft.verdict.action !== "accept") continue;
    const kept = await keepThought(job, chain, sheet, draft, own);
    return { chain: kept, drafts: way + 1, isSpent: false };
  }
  return { chain: null, drafts: ways, isSpent: false };
}

async function keepThought(job: ReasonJob, chain: Chain, sheet: Sheet, draft: Draft, line: NextLine): Promise<Chain> {
  const { pieces: found, head } = line.kind === "resource" ? await consultResource(job, keep(sheet, ...draft.pieces), line.name, draft) : { pieces: [], head: draft.step.id };
  const thought: Thought = { step: draft.step.id, person: sheet.person, text: draft.text, credences: draft.credences };
  const sheets = [];
  for (const each of chain.sheets) sheets.push(each.person === sheet.person ? keep(sheet, ...draft.pieces, ...found) : await hear(job, each, chain.thoughts.length, sheet.person, draft.text));
  return { sheets, thoughts: [...chain.thoughts, thought], head };
}

/** Each in turn, so that a panel's thoughts go round; `way` further for whoever speaks in another's place. */
function sheetOf({ policy }: ReasonJob, { sheets, thoughts }: Chain, way: number): Sheet {
  const person = policy.refused === "next-person" ? (thoughts.length + way) % sheets.length : 0;
  return sheets[person] as Sheet;
}

function lineOf({ paper }: ReasonJob, sheet: Sheet, step: number): string {
  return lineStart(paper, sheet) + paper.mark(step, sheet.person);
}

/** The minutes: what another said stands on this sheet too, as inserted text. */
async function hear({ paper }: ReasonJob, sheet: Sheet, step: number, speaker: number, text: string): Promise<Sheet> {
  const quoted = paper.quote(text);
  if (quoted === "") return sheet;
  const line = `${lineStart(paper, sheet)}${paper.mark(step, speaker)} ${quoted}${paper.lineBreak}`;
  return keep(sheet, await insertPiece(paper, line));
}

/** To where the chain stood before its last kept thought (at the beginning: to the beginning), with the setting restated. */
async function goBack(job: ReasonJob, past: Chain[], from: Chain): Promise<Chain> {
  const to = past.pop() ?? from;
  const sheet = to.sheets[0] as Sheet;
  const said = job.paper.restatement(sheet.person);
  const given = said === "" ? "" : `${lineStart(job.paper, sheet)}${said}${job.paper.lineBreak}`;
  const restated = await job.trail.take(async () => ({ kind: "restate", input: { from: from.thoughts.length, to: to.thoughts.length }, output: { given }, parent: to.head }));
  const sheets = [keep(sheet, await insertPiece(job.paper, given)), ...to.sheets.slice(1)];
  return { ...to, sheets, head: restated.id };
}

/** Of several people's sheets a credence is that of the one whose author is likeliest an AI; where one can't be measured, it can't be told. */
export function worstOf(all: readonly Credences[]): Credences {
  const worst = (question: "authorIsAi" | "aiInWorld") => all.map((each) => each[question]).reduce((a, b) => (a.kind === "cannot-measure" ? a : b.kind === "cannot-measure" || b.value > a.value ? b : a));
  return { authorIsAi: worst("authorIsAi"), aiInWorld: worst("aiInWorld") };
}

