/** @module Writes one model's report into the data of all models, and the page and pictures from these. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findCalibration } from "../../../src/credence/calibration/load.ts";
import { plainSampler } from "../../../src/credence/calibration/schema.ts";
import { parseProfile } from "../../../src/reason/resources/profile.ts";
import { readJson, toRoundedJson, writeTexts } from "../../common/command.ts";
import { profilePath } from "./decompositions.ts";
import { renderPage } from "./page.ts";
import { drawDecompositions, drawHelps, drawPolicies } from "./picture.ts";
import type { Place } from "./place.ts";
import { type ModelReport, reduceDecompositions, reduceHelps, reducePolicies } from "./report.ts";

export const paths = {
  data: "docs/data/reason-models-measured.json", page: "docs/reason-models-measured.md",
  helps: "docs/pictures/reason-models-helps.svg", policies: "docs/pictures/reason-models-policies.svg", decompositions: "docs/pictures/reason-models-decompositions.svg",
} as const;

/** Other models' reports stay as they are; those of which there is nothing are left out. */
export function writePage({ predictor, calibrations, rows }: Place, model: string, about: { readonly date: string; readonly threads: number }): void {
  const { weights, quantization, engine } = predictor.info.fingerprint;
  const isCalibrated = findCalibration(calibrations, predictor.info, { mode: "sampled", question: "authorIsAi", sampler: plainSampler }) !== null;
  const report: ModelReport = { model, weights, quantization, engine, ...about, isCalibrated, profile: readProfile(model), helps: reduceHelps(rows()), policies: reducePolicies(rows(), isCalibrated), decompositions: reduceDecompositions(rows()) };
  const known = readJson<readonly ModelReport[]>(paths.data, []);
  const at = known.findIndex((each) => each.model === model);
  const data = toRoundedJson(at < 0 ? [...known, report] : known.with(at, report));
  // Read back, so that the page doesn't depend on which model was written last.
  const models = JSON.parse(data) as ModelReport[];
  writeTexts([[paths.data, data], [paths.page, renderPage(models)], [paths.helps, drawHelps(models)], [paths.policies, drawPolicies(models)], [paths.decompositions, drawDecompositions(models)]]);
}

function readProfile(model: string): ModelReport["profile"] {
  const path = join(import.meta.dirname, "..", "..", "..", profilePath(model));
  return existsSync(path) ? parseProfile(readFileSync(path, "utf8"), profilePath(model)) : null;
}
