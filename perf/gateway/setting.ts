/** @module What every part is given, and what it is. */
import type { Io } from "../../src/cli/io.ts";
import { PremiseError } from "../../src/errors/premise-error.ts";
import type { Line } from "./results.ts";

export type Setting = {
  readonly io: Io;
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
  /** Of this part alone; it is removed afterwards. */
  readonly folder: string;
  readonly progress: (done: number, total: number) => void;
};

export type GatewayPart = {
  readonly id: string;
  readonly title: string;
  /** What exactly is done, for the page: Markdown. */
  readonly method: string;
  readonly describeSize: (setting: Setting) => string;
  readonly run: (setting: Setting) => Promise<Line[]>;
};

export const seed = 20261126;
export const smallModel = "smollm2-135m-instruct";
/** The exact toy world: it answers at once, so that the gateway is what is loaded. */
export const toyModel = "world";

/** @throws PremiseError `interrupted` after Ctrl-C. */
export function requireGoing({ io }: Setting): void {
  if (io.signal.aborted) throw new PremiseError("interrupted");
}
