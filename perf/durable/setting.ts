/** @module What every part is given, and what it is. */
import type { MeasuredPart, PartSetting } from "../common/parts.ts";

type Own = {
  /** Of the parts `kills`: in all, and of the real model on each database. */
  readonly kills: number;
  readonly realKills: number;
  /** Of the part `workers`: runs in the queue, and how often one and two workers are compared. */
  readonly runs: number;
  readonly repetitions: number;
  /** Of the part `cost`: steps on each store. */
  readonly steps: number;
};

export type Setting = PartSetting & Own;
export type DurablePart = MeasuredPart<Own>;

export const seed = 20261126;
export const realModel = "gemma-3-270m";
export const schema = "premise_runs";
