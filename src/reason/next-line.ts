/** @module What the writer's next line is: another thought, a question to a resource, or the answer. Drawn in proportion to how likely the model finds each beginning. */
import { PremiseError } from "../errors/premise-error.ts";
import { noCost } from "../protocol/cost.ts";
import { createRandom, deriveSeed } from "../random/seeded.ts";
import { softmax } from "../stats/log-space.ts";
import type { ReasonJob, TrailStep } from "./job.ts";
import { bodyOf, isAtLineStart, type Sheet } from "./sheet.ts";

export type NextLine = { readonly kind: "thought" | "answer"; readonly given: string } | { readonly kind: "resource"; readonly name: string; readonly given: string };

/** Apart from the seeds of drafts. */
const lineSeed = 0x11e_0000;

/** `attempt`: how many drafts of this step there were before, which is another number after each return. */
export type Turn = { readonly step: number; readonly attempt: number; readonly head: string | null };

/** The first line is a thought, where an answer could only be a guess. Where nothing else may come, no step is taken. */
export async function chooseNextLine(job: ReasonJob, sheet: Sheet, { step, attempt, head }: Turn): Promise<{ readonly line: NextLine; readonly head: string | null }> {
  const options = listOptions(job, sheet, step);
  const only = options[0];
  if (only !== undefined && options.length === 1) return { line: only, head };
  const taken = await job.trail.take(async () => ({ ...(await draw(job, sheet, { step, attempt }, options)), parent: head }));
  return { line: options[(taken.output as { chosen: number }).chosen] as NextLine, head: taken.id };
}

function listOptions({ paper, request, consult }: ReasonJob, sheet: Sheet, step: number): NextLine[] {
  const begin = isAtLineStart(sheet) ? "" : paper.lineBreak;
  const thought: NextLine = { kind: "thought", given: begin + paper.mark(step, sheet.person) };
  const resources = consult === undefined ? [] : paper.resources.map(({ name, cue }): NextLine => ({ kind: "resource", name, given: begin + cue }));
  const answer: NextLine[] = request.ends === "predicted" && step > 0 ? [{ kind: "answer", given: begin + paper.answer }] : [];
  return [thought, ...resources, ...answer];
}

async function draw({ predictor, paper, request, options: call }: ReasonJob, sheet: Sheet, { step, attempt }: Omit<Turn, "head">, options: readonly NextLine[]): Promise<TrailStep> {
  const context = [...(paper.people[sheet.person]?.opening ?? []), ...bodyOf(sheet)];
  const continuations = await Promise.all(options.map(({ given }) => paper.insert(given)));
  const outcomes = await predictor.score(continuations.map((continuation) => ({ context, continuation })), call);
  const scored = outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome;
  });
  const logprobs = scored.map(({ logprob }) => logprob);
  if (!logprobs.every(Number.isFinite)) throw new PremiseError("cannot-measure/not-finite");
  const first = deriveSeed(deriveSeed(request.seed, lineSeed + step), sheet.person);
  const seed = attempt === 0 ? first : deriveSeed(first, attempt);
  const chosen = pick([...softmax(logprobs)], createRandom(seed).uniform());
  const total = (count: (outcome: (typeof scored)[number]) => number): number => scored.reduce((sum, outcome) => sum + count(outcome), 0);
  return {
    kind: "next-line", input: { step, person: sheet.person, options: options.map(({ given }) => given) }, output: { logprobs, chosen }, seed,
    cost: { ...noCost, promptTokens: total(({ promptTokens }) => promptTokens), cachedTokens: total(({ cachedTokens }) => cachedTokens), scoredTokens: total(({ tokens }) => tokens.length), calls: 1 },
  };
}

function pick(probabilities: readonly number[], uniform: number): number {
  let sum = 0;
  const found = probabilities.findIndex((each) => (sum += each) > uniform);
  return found < 0 ? probabilities.length - 1 : found;
}
