/** @module Reads what was not read yet: one pass of the model over each text, kept as it goes, so that it can be broken off. */
import type { Io } from "../../../src/cli/io.ts";
import { readTexts } from "../../../src/credence/channels/reading.ts";
import type { LabelledText } from "../../../src/credence/observed/labelled.ts";
import { appendObserved, type ObservedRow } from "../../../src/credence/observed/readings.ts";
import { PremiseError } from "../../../src/errors/premise-error.ts";
import type { Predictor } from "../../../src/predictor/predictor.ts";
import { toContextTokens } from "../../../src/score/context.ts";
import { setting } from "./setting.ts";

/** @throws PremiseError `interrupted`, what the predictor refuses, `output/unwritable`. */
export async function readMissing(predictor: Predictor, texts: readonly LabelledText[], known: ReadonlyMap<string, ObservedRow>, path: string, io: Io): Promise<ObservedRow[]> {
  const missing = texts.filter(({ key }) => !known.has(key));
  const context = await toContextTokens(predictor, "");
  const started = io.clock.seconds();
  const rows: ObservedRow[] = [];
  for (let at = 0; at < missing.length; at += setting.batch) {
    if (io.signal.aborted) throw new PremiseError("interrupted");
    const batch = missing.slice(at, at + setting.batch);
    const tokens = (await predictor.tokenize(batch.map(({ text }) => text))).map((ids) => ids.slice(0, setting.mostTokens));
    const readings = await readTexts(predictor, tokens.map((text) => ({ context, text })), { signal: io.signal });
    const read = batch.map(({ text: _text, ...label }, i): ObservedRow => ({ ...label, tokens: (tokens[i] as number[]).length, reading: readings[i] as ObservedRow["reading"] }));
    appendObserved(path, read);
    rows.push(...read);
    const seconds = io.clock.seconds() - started;
    io.err(`${predictor.info.model}: ${rows.length} of ${missing.length} texts read, ${Math.round(seconds)} s, about ${Math.round((seconds / rows.length) * (missing.length - rows.length))} s left\n`);
  }
  return rows;
}
