/** @module Resources that a predicted person has at hand (a library, a table of figures): what they are, and what they give. */
export type Citation = {
  readonly document: string;
  /** UTF-16 offsets: `text` is the document from `start` to `end`, before anything in it is made harmless. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The first and the last line that it stands on, from 1; null where lines mean nothing. */
  readonly lines: readonly [number, number] | null;
};

/** `text` is what is read; with citations these are read instead. `note` is said where there is neither, as "nothing was found". */
export type Found = { readonly text: string; readonly citations: readonly Citation[]; readonly note: string | null };

export interface Resource {
  /** As the premise's notes name it: "library", "calculator". */
  readonly name: string;
  /** Differs where its answers could differ: recorded in a run, compared when the run is resumed. */
  readonly identity: string;
  ask(query: string, signal: AbortSignal): Promise<Found>;
}
