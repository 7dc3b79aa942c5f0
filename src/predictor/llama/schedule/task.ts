/** @module One text to evaluate on behalf of a call: what a request for a score needs, or one sample. */
import type { PremiseError } from "../../../errors/premise-error.ts";
import type { Wanted } from "../../predictor.ts";
import type { Vocabulary } from "../vocabulary.ts";
import type { Ask, Reading } from "../kernel/read-row.ts";

/** What tasks need to know of their model. */
export type TaskParts = {
  readonly vocabulary: Vocabulary;
  readonly hiddenSize: number;
  readonly layerCount: number;
  readonly contextTokens: number;
  readonly endOfText: ReadonlySet<number>;
};

/** Hidden states where a row was read: the last one, and those of the layers that were asked for. */
export type HiddenStates = { readonly last: Float32Array | null; readonly layers: readonly Float32Array[] };

export interface Task {
  /** What to evaluate before anything is drawn. */
  readonly tokens: readonly number[];
  /** The same with the token that is only foretold after it, if there is one. */
  readonly text: readonly number[];
  /** How many of them the caller counts as prompt. */
  readonly promptTokens: number;
  /** Rows are read behind positions from here on. */
  readonly outputsFrom: number;
  /** How many tokens may still follow that have to be evaluated. */
  readonly growth: number;
  readonly want: Wanted;
  /** What to read from the row behind `position`. */
  ask(position: number): Ask;
  /** Takes what was read. @returns the token to go on with, or null when nothing follows. */
  take(position: number, reading: Reading, hidden: HiddenStates): number | null;
  /** Everything has been read; `evaluated` tokens of the prompt were evaluated for this task. */
  finish(evaluated: number): void;
  fail(error: PremiseError): void;
}
