/** @module Every hostile text, both ways: where it stands, in a run of the toy world, and before the tokenizers of real models. */
import type { Predictor } from "../../../src/predictor/predictor.ts";
import type { NeutralisedKind } from "../../../src/premises/neutralise.ts";
import type { Premise } from "../../../src/premises/schema.ts";
import { hostile } from "../../../test/reason/hostile/families.ts";
import { type Inserted, insertHostile } from "../../../test/reason/hostile/inserted.ts";
import { present, presentHarmless, type Way, ways } from "../../../test/reason/hostile/present.ts";
import { compareRuns, reasonWith } from "../../../test/reason/hostile/reasoned.ts";
import { checkTokens, tokeniseDocuments } from "../../../test/reason/hostile/tokens.ts";

/** Of one text, one way. `found`: what stands in the document is it, and no note that nothing was found. Faults are in words; none is right. */
export type Trial = {
  readonly id: string;
  readonly family: string;
  readonly way: Way;
  readonly found: boolean;
  readonly lines: number;
  readonly cut: number;
  readonly changes: Readonly<Partial<Record<NeutralisedKind, number>>>;
  readonly faults: { readonly document: readonly string[]; readonly run: readonly string[]; readonly tokens: Readonly<Record<string, readonly string[]>> };
};

/** @returns one trial for each text and way, in the families' order. */
export async function measureHostile(premise: Premise, predictors: readonly Predictor[], onTrial: (done: number, total: number) => Promise<void>): Promise<Trial[]> {
  const harmless = await reasonWith(premise, presentHarmless());
  const watched = [];
  for (const predictor of predictors) watched.push({ predictor, documents: await tokeniseDocuments(predictor, premise) });
  const trials: Trial[] = [];
  for (const text of hostile) {
    for (const way of ways) {
      const inserted = await insertHostile(premise, text, way);
      const run = compareRuns(harmless, await reasonWith(premise, present(text.text, way)));
      const tokens: Record<string, readonly string[]> = {};
      for (const { predictor, documents } of watched) tokens[predictor.info.model] = await checkTokens(predictor, inserted.lines, documents);
      trials.push(toTrial(inserted, run, tokens));
      await onTrial(trials.length, hostile.length * ways.length);
    }
  }
  return trials;
}

function toTrial({ id, family, way, lines, record, faults }: Inserted, run: readonly string[], tokens: Trial["faults"]["tokens"]): Trial {
  const changes: Partial<Record<NeutralisedKind, number>> = {};
  for (const { kind } of record.changes) changes[kind] = (changes[kind] ?? 0) + 1;
  return { id, family, way, found: record.note === null, lines: lines.length, cut: record.cut, changes, faults: { document: faults, run, tokens } };
}
