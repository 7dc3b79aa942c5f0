/** @module The paper that thoughts are written on: whose sheets there are, and what is put between thoughts. Implementation: `premise-paper.ts`. */
import type { ChainWatch } from "../credence/chain-watch.ts";

/** Another place where a thought may be asked of: what stands before a line that asks, and before what was found. */
export type PaperResource = { readonly name: string; readonly cue: string; readonly found: string };

export interface Paper {
  /** At least one; each has a sheet, whose beginning it is. */
  readonly people: readonly { readonly name: string; readonly opening: readonly number[]; readonly watch: ChainWatch }[];
  /** Ends a line; what is inserted begins with it unless the line before has ended. */
  readonly lineBreak: string;
  /** Stands before a person's thought; `step` from 0. */
  readonly mark: (step: number, person: number) => string;
  /** Brings a person back to their setting; empty where nothing can. */
  readonly restatement: (person: number) => string;
  /** Stands before the answer. */
  readonly answer: string;
  readonly resources: readonly PaperResource[];
  /** What somebody else wrote, made harmless: one line that forges none of the document's own. */
  readonly quote: (text: string) => string;
  readonly stop: readonly string[];
  readonly maxTokens: number;
  /** Ids of inserted text. @throws PremiseError `predictor/unsupported` where the tokenizer would change it. */
  readonly insert: (text: string) => Promise<readonly number[]>;
}
