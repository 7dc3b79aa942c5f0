/** @module What the command line can run durably: each kind's body, with the models and documents that its input names. */
import type { Calibrations } from "../credence/calibration/load.ts";
import type { Predictor } from "../predictor/predictor.ts";
import type { Premise } from "../premises/schema.ts";
import type { Timeline } from "../premises/timeline.ts";
import { createReasonBody, type ReasonInput } from "../reason/body.ts";
import type { ReasonProgress } from "../reason/job.ts";
import type { ReasonDeps } from "../reason/reason.ts";
import { createCalculator } from "../reason/tools/calculator/calculator.ts";
import { createLibrary } from "../reason/tools/library/library.ts";
import { readDocuments } from "../reason/tools/library/read-documents.ts";
import { createConsult, requireSameResources } from "../reason/tools/offer.ts";
import type { Resource } from "../reason/tools/tool.ts";
import type { RunBody } from "../runs/run.ts";
import type { Clock } from "../random/clock.ts";

export type RunBodiesSetting = {
  /** Opens or gives the model of that reference. */
  readonly openModel: (model: string) => Promise<Predictor>;
  readonly calibrations: Calibrations;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly onProgress?: (run: string, progress: ReasonProgress) => void;
};

export function createRunBodies({ openModel, calibrations, timeline, clock, onProgress }: RunBodiesSetting): Readonly<Record<string, RunBody>> {
  const open = async (input: ReasonInput, run: string): Promise<Omit<ReasonDeps, "premise">> => {
    const resources = openResources(input.premise, input.documents);
    requireSameResources(input.resources, resources);
    const consult = resources.length === 0 ? {} : { consult: createConsult(input.premise, resources), resources: resources.map(({ name }) => name) };
    return { predictor: await openModel(input.model), calibrations, timeline, clock, ...consult, ...(onProgress === undefined ? {} : { onProgress: (progress) => onProgress(run, progress) }) };
  };
  return { reason: createReasonBody(open) };
}

/** What the premise has words for: a calculator, and a library where a folder of documents is given. @throws PremiseError `resource/...`. */
export function openResources({ form }: Pick<Premise, "form">, documents: string | null): Resource[] {
  const named = form.notes?.resources ?? {};
  const calculator = "calculator" in named ? [createCalculator()] : [];
  const library = "library" in named && documents !== null ? [createLibrary(readDocuments(documents))] : [];
  return [...library, ...calculator];
}
