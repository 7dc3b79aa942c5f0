/** @module A person's sheet: what was kept on it, piece by piece; drawn pieces carry their evidence, inserted ones are only conditioned on. */
import { joinEvidence } from "../credence/chain-watch.ts";
import type { NativeEvidence } from "../credence/native/evidence.ts";
import type { TokenReadings } from "../credence/channels/reading.ts";
import type { Credences } from "../protocol/results.ts";

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
  const drawn = drawnOf(pieces).map(({ reading }) => reading);
  const join = (name: keyof TokenReadings): number[] => drawn.flatMap((reading) => reading[name]);
  return { logprob: join("logprob"), entropy: join("entropy"), variance: join("variance"), rank: join("rank") };
}

/** Whether what is inserted next stands on a line of its own without a break before it. */
export function isAtLineStart({ pieces }: Sheet): boolean {
  const last = pieces.at(-1);
  return last !== undefined && (last.kind === "drawn" ? last.endsLine : last.text.endsWith("\n"));
}

export function drawnOf(pieces: readonly Piece[]): (Piece & { readonly kind: "drawn" })[] {
  return pieces.filter((piece) => piece.kind === "drawn");
}
