/** @module Draws what a table still lacks, batch after batch: stopped at any moment, it goes on where it was. */
import type { Predictor, Sampling } from "../../predictor/predictor.ts";
import { drawBatch } from "./draw.ts";
import { appendRows, readTable } from "./file.ts";
import type { DrawJob } from "./plan.ts";

export type DrawTable = {
  readonly path: string;
  readonly predictor: Predictor;
  readonly batches: readonly (readonly DrawJob[])[];
  readonly sampling: Sampling;
  readonly signal?: AbortSignal;
  readonly onBatch?: (done: number, total: number) => void;
};

/** @throws PremiseError what drawing and writing throw; batches that were whole by then are kept. */
export async function drawTable({ path, predictor, batches, sampling, signal, onBatch }: DrawTable): Promise<void> {
  const known = new Set(readTable(path).map(({ key }) => key));
  for (const [index, batch] of batches.entries()) {
    if (!batch.every(({ key }) => known.has(key))) {
      appendRows(path, await drawBatch(predictor, batch, sampling, signal === undefined ? {} : { signal }));
    }
    onBatch?.(index + 1, batches.length);
  }
}
