/** @module What the writer's next line is: another thought, a question to a resource, or the answer. Drawn in proportion to how likely the model finds each beginning. */
import { PremiseError } from "../errors/premise-error.ts";
import { createRandom, deriveSeed } from "../random/seeded.ts";
import type { TrailStep } from "../runs/complete-step.ts";
import { costOfCall, requireScored } from "../score/scored.ts";
import { softmax } from "../stats/log-space.ts";
import type { ReasonJob } from "./job.ts";
import { bodyOf, lineStart, type Sheet } from "./sheet.ts";

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
  const begin = lineStart(paper, sheet);
  const thought: NextLine = { kind: "thought", given: begin + paper.mark(step, sheet.person) };
  const resources = consult === undefined ? [] : paper.resources.map(({ name, cue }): NextLine => ({ kind: "resource", name, given: begin + cue }));
  const answer: NextLine[] = request.ends === "predicted" && step > 0 ? [{ kind: "answer", given: begin + paper.answer }] : [];
  return [thought, ...resources, ...answer];
}

async function draw({ predictor, paper, request, options: call }: ReasonJob, sheet: Sheet, { step, attempt }: Omit<Turn, "head">, options: readonly NextLine[]): Promise<TrailStep> {
  const context = [...(paper.people[sheet.person]?.opening ?? []), ...bodyOf(sheet)];
  const continuations = await Promise.all(options.map(({ given }) => paper.insert(given)));
  const scored = requireScored(await predictor.score(continuations.map((continuation) => ({ context, continuation })), call), continuations.length);
  const logprobs = scored.map(({ logprob }) => logprob);
  if (!logprobs.every(Number.isFinite)) throw new PremiseError("cannot-measure/not-finite");
  const first = deriveSeed(deriveSeed(request.seed, lineSeed + step), sheet.person);
  const seed = attempt === 0 ? first : deriveSeed(first, attempt);
  const chosen = pick([...softmax(logprobs)], createRandom(seed).uniform());
  return {
    kind: "next-line", input: { step, person: sheet.person, options: options.map(({ given }) => given) }, output: { logprobs, chosen }, seed,
    cost: costOfCall(scored),
  };
}

function pick(probabilities: readonly number[], uniform: number): number {
  let sum = 0;
  const found = probabilities.findIndex((each) => (sum += each) > uniform);
  return found < 0 ? probabilities.length - 1 : found;
}
