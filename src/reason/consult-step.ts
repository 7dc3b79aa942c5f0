/** @module Asking a resource: what was found stands under the line that asked, as data. */
import type { Draft } from "./draft.ts";
import type { ReasonJob } from "./job.ts";
import { insertPiece, lineStart, type Piece, type Sheet } from "./sheet.ts";

/** One recorded step, so that what was found once is not looked up again. */
export async function consultResource({ paper, consult, trail }: ReasonJob, sheet: Sheet, name: string, { text: query, step }: Pick<Draft, "text" | "step">): Promise<{ readonly pieces: Piece[]; readonly head: string }> {
  const resource = paper.resources.find((each) => each.name === name);
  if (consult === undefined || resource === undefined) return { pieces: [], head: step.id };
  const begin = lineStart(paper, sheet);
  const taken = await trail.take(async () => {
    const { text, record } = await consult(name, query, trail.signal);
    return { kind: "tool", input: { tool: name, query, person: sheet.person }, output: { text, given: `${begin}${resource.found} ${text}${paper.lineBreak}`, record }, parent: step.id };
  });
  const { given } = taken.output as { given: string };
  return { pieces: [await insertPiece(paper, given)], head: taken.id };
}
