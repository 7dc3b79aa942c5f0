/** @module A person's sheet: what was kept on it, piece by piece; drawn pieces carry their evidence, inserted ones are only conditioned on. */
import { joinTokenReadings } from "../credence/channels/join.ts";
import type { TokenReadings } from "../credence/channels/reading.ts";
import { joinEvidence, type NativeEvidence } from "../credence/native/evidence.ts";
import type { Credences } from "../protocol/results.ts";
import type { Paper } from "./paper.ts";

export type Piece =
  | { readonly kind: "inserted"; readonly text: string; readonly ids: readonly number[] }
  | { readonly kind: "drawn"; readonly text: string; readonly ids: readonly number[]; readonly evidence: NativeEvidence | null; readonly reading: TokenReadings; readonly credences: Credences; readonly endsLine: boolean };

/** Immutable: keeping a piece makes another sheet. */
export type Sheet = { readonly person: number; readonly pieces: readonly Piece[] };

export function newSheet(person: number): Sheet {
  return { person, pieces: [] };
}

export function keep(sheet: Sheet, ...pieces: readonly Piece[]): Sheet {
  return { ...sheet, pieces: [...sheet.pieces, ...pieces.filter(({ ids }) => ids.length > 0)] };
}

export function bodyOf({ pieces }: Sheet): number[] {
  return pieces.flatMap(({ ids }) => ids);
}

/** Summed over what was drawn here; undefined before anything was. */
export function evidenceOf({ pieces }: Sheet): NativeEvidence | null | undefined {
  return drawnOf(pieces).map(({ evidence }) => evidence).reduce<NativeEvidence | null | undefined>((sum, each) => (sum === undefined ? each : joinEvidence(sum, each)), undefined);
}

export function readingOf({ pieces }: Sheet): TokenReadings {
  return joinTokenReadings(drawnOf(pieces).map(({ reading }) => reading));
}

function isAtLineStart({ pieces }: Sheet): boolean {
  const last = pieces.at(-1);
  return last !== undefined && (last.kind === "drawn" ? last.endsLine : last.text.endsWith("\n"));
}

export async function insertPiece(paper: Pick<Paper, "insert">, text: string): Promise<Piece> {
  return { kind: "inserted", text, ids: await paper.insert(text) };
}

/** What stands before text that is inserted on a line of its own. */
export function lineStart({ lineBreak }: Pick<Paper, "lineBreak">, sheet: Sheet): string {
  return isAtLineStart(sheet) ? "" : lineBreak;
}

export function drawnOf(pieces: readonly Piece[]): (Piece & { readonly kind: "drawn" })[] {
  return pieces.filter((piece) => piece.kind === "drawn");
}
