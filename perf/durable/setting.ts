/** @module What every part is given, and what it is. */
import type { Io } from "../../src/cli/io.ts";
import { PremiseError } from "../../src/errors/premise-error.ts";
import type { Line } from "../gateway/results.ts";

export type Setting = {
  readonly io: Io;
  /** Of the parts `kills`: in all, and of the real model on each database. */
  readonly kills: number;
  readonly realKills: number;
  /** Of the part `workers`: runs in the queue, and how often one and two workers are compared. */
  readonly runs: number;
  readonly repetitions: number;
  /** Of the part `cost`: steps on each store. */
  readonly steps: number;
  /** Of this part alone; it is removed afterwards. */
  readonly folder: string;
  readonly progress: (done: number, total: number) => void;
};

export type DurablePart = {
  readonly id: string;
  readonly title: string;
  /** What exactly is done, for the page: Markdown. */
  readonly method: string;
  readonly describeSize: (setting: Setting) => string;
  readonly run: (setting: Setting) => Promise<Line[]>;
};

export const seed = 20261126;
export const realModel = "gemma-3-270m";
export const schema = "premise_runs";

/** @throws PremiseError `interrupted` after Ctrl-C. */
export function requireGoing({ io }: Pick<Setting, "io">): void {
  if (io.signal.aborted) throw new PremiseError("interrupted");
}
