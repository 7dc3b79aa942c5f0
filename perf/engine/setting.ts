/** @module What every comparison is given, and what it is. */
import type { Io } from "../../src/cli/io.ts";
import type { Predictor } from "../../src/predictor/predictor.ts";
import { openPredictor, type OpenPredictorOptions } from "../../src/predictor/choose.ts";
import type { Peers } from "./peers/locate.ts";
import type { Row } from "./row.ts";

export type Setting = {
  readonly io: Io;
  /** Id of the model, the file that holds it, and whether its vocabulary is that of Gemma (262k) or of SmolLM2 (49k). */
  readonly model: string;
  readonly path: string;
  readonly largeVocabulary: boolean;
  readonly threads: number;
  /** Interleaved rounds. */
  readonly pairs: number;
  /** Of the mixed requests that memory is watched over. */
  readonly requests: number;
  readonly peers: Peers;
  readonly progress: (done: number, total: number) => void;
};

export type Comparison = {
  readonly id: string;
  readonly title: string;
  /** What exactly is compared, for the page: Markdown. */
  readonly method: string;
  readonly run: (setting: Setting) => Promise<Row[]>;
};

export const seed = 20261126;

/** Ours, opened for this setting. */
export function openOurs({ model, io, threads }: Setting, options: Pick<OpenPredictorOptions, "contextTokens" | "flashAttention"> = {}): Promise<Predictor> {
  return openPredictor(model, { env: io.env, threads, ...options });
}
