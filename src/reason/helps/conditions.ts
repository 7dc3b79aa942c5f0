/** @module What stands between a question and its answer: nothing, one's own thoughts, or something of the same length in their place. */
import type { Paper } from "../paper.ts";
import { bodyOf, insertPiece, keep, lineStart, newSheet, type Piece, type Sheet } from "../sheet.ts";

/**
 * `direct`: nothing. `own`: thoughts as they were drawn. `filler`: as many tokens that say nothing, in the same lines. `others`: somebody's good steps to this question.
 * `elsewhere`: good steps to other questions, about as many tokens. `unshown`: thoughts are drawn, and left out again before the answer.
 */
export const conditions = ["direct", "own", "filler", "others", "elsewhere", "unshown"] as const;
export type Condition = (typeof conditions)[number];

export type Laid = { readonly condition: Condition; readonly sheet: Sheet };

export type Material = {
  /** The sheet with one's own thoughts. */
  readonly own: Sheet;
  readonly others: readonly string[] | null;
  readonly elsewhere: readonly string[];
  /** Repeated to any length. */
  readonly filler: string;
};

/** One sheet a condition; `others` is left out where nobody wrote any, and everything that stands for thoughts where none were drawn. */
export async function layConditions(paper: Paper, { own, others, elsewhere, filler }: Material): Promise<Laid[]> {
  const empty = newSheet(own.person);
  const laid: Laid[] = [{ condition: "direct", sheet: empty }, { condition: "own", sheet: own }, { condition: "filler", sheet: await layFiller(paper, own, filler) }];
  if (others !== null) laid.push({ condition: "others", sheet: await layLines(paper, empty, others) });
  if (elsewhere.length > 0) laid.push({ condition: "elsewhere", sheet: await layAsLong(paper, empty, elsewhere, bodyOf(own).length) });
  return [...laid, { condition: "unshown", sheet: empty }];
}

/** What was inserted stays; every drawn line is filled to the same number of tokens. */
async function layFiller(paper: Paper, own: Sheet, filler: string): Promise<Sheet> {
  const pieces: Piece[] = [];
  for (const piece of own.pieces) pieces.push(piece.kind === "inserted" ? piece : await fillLine(paper, piece.ids.length, piece.endsLine, filler));
  return { ...own, pieces };
}

async function fillLine(paper: Paper, length: number, endsLine: boolean, filler: string): Promise<Piece> {
  const end = endsLine ? await paper.insert(paper.lineBreak) : [];
  let ids: readonly number[] = [];
  for (let times = Math.max(1, length); ids.length < length; times *= 2) ids = await paper.insert(filler.repeat(times));
  return { kind: "inserted", text: endsLine ? `${filler}${paper.lineBreak}` : filler, ids: [...ids.slice(0, Math.max(0, length - end.length)), ...end].slice(-length) };
}

async function layLines(paper: Paper, start: Sheet, lines: readonly string[]): Promise<Sheet> {
  let sheet = start;
  for (const [i, line] of lines.entries()) {
    const text = `${lineStart(paper, sheet)}${paper.mark(i, sheet.person)} ${paper.quote(line)}${paper.lineBreak}`;
    sheet = keep(sheet, await insertPiece(paper, text));
  }
  return sheet;
}

/** Whole lines, as many as come nearest to `length` tokens; at least one, and from the first again where there are too few. */
async function layAsLong(paper: Paper, start: Sheet, lines: readonly string[], length: number): Promise<Sheet> {
  let best = await layLines(paper, start, lines.slice(0, 1));
  for (let count = 2; bodyOf(best).length < length; count++) {
    const next = await layLines(paper, start, Array.from({ length: count }, (_, i) => lines[i % lines.length] as string));
    if (bodyOf(next).length - length > length - bodyOf(best).length) return best;
    best = next;
  }
  return best;
}
