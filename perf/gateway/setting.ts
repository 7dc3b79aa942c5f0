/** @module What every part is given, and what it is. */
import type { MeasuredPart, PartSetting } from "../common/parts.ts";

type Own = {
  /** Of load, and how many streams are open at once. */
  readonly seconds: number;
  readonly streams: number;
  /** How often the server is killed. */
  readonly rounds: number;
  /** How often a race is run, and a fresh store opened. */
  readonly repetitions: number;
  /** Cases an operation at most, in each run of schemathesis. */
  readonly examples: number;
  /** Where make-clients.sh put schemathesis. */
  readonly clients: string;
};

export type Setting = PartSetting & Own;
export type GatewayPart = MeasuredPart<Own>;

export const seed = 20261126;
export const smallModel = "smollm2-135m-instruct";
/** The exact toy world: it answers at once, so that the gateway is what is loaded. */
export const toyModel = "world";
