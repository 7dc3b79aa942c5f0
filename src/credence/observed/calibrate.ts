/** @module The calibration of mode observed: what the free channels tell of who wrote a foreign text, from labelled texts. */
import type { PredictorInfo } from "../../predictor/predictor.ts";
import { calibrate, type Calibrated } from "../calibration/calibrate.ts";
import type { FitOptions } from "../calibration/fit-bucket.ts";
import { surprisalNames, type SurprisalName } from "../channels/features.ts";
import { examplesOfReadings, foldByDomain, foldByPrompt, type LabelledReading } from "./examples.ts";

/** Folds within one domain. */
const promptFolds = 5;

/**
 * Features that set a text beside what the model expected of it. Levels (how likely, how open its tokens are) tell a domain as much as an author,
 * and mislead on a domain that was not learned from.
 */
const relative: readonly SurprisalName[] = ["spread of log p", "beyond a hundred over entropy", "surprise above 5 nats", "spread of log p + entropy", "spread of log p over the expected", "log p over ln(1 + rank)", "curvature a token"];
const fitOptions: FitOptions = { hidden: "least-squares", columns: { surprisal: relative.map((name) => surprisalNames.indexOf(name)) } };

export type ProvenanceHead = { readonly source: string; readonly seed: number; readonly date: string };

/**
 * With several domains, penalties, stack and map are all chosen by what they say of a domain that the fit has not seen, since that is what a
 * foreign text is; with one, by prompts that it has not seen.
 */
export function calibrateProvenance(info: PredictorInfo, readings: readonly LabelledReading[], { source, seed, date }: ProvenanceHead, onBucket?: (bucket: string) => void): Calibrated {
  const domains = [...new Set(readings.map(({ domain }) => domain))].sort();
  const isSplitByDomain = domains.length > 1;
  const foldOf = isSplitByDomain ? foldByDomain(readings) : foldByPrompt(promptFolds);
  const data = { source, texts: readings.length, premises: domains, folds: isSplitByDomain ? domains.length : promptFolds, split: isSplitByDomain ? "by domain" : "by prompt", seed, date };
  return calibrate(info, examplesOfReadings(readings, foldOf), { mode: "observed", question: "provenance", sampler: null, wordings: null, data }, onBucket, fitOptions);
}
