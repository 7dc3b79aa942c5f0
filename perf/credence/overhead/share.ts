/** @module At which share of steps the free channels suffice: as given, as measured, or as stated here. */
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import type { Report } from "../table/results.ts";

export type Share = { readonly value: number; readonly source: string };

/** Where nothing was measured. */
const stated = 0.75;

/** Of the measured ones the default gate's, on texts drawn under the premise, in the longest bucket up to `tokens`. */
export function chooseShare(model: string, tokens: number, given: number | null, report: Report): Share {
  if (given !== null) return { value: given, source: "as given" };
  const rows = (report[model]?.free?.rows ?? []).filter(({ question, bucket }) => question === "authorIsAi" && Number.parseInt(bucket, 10) <= tokens);
  for (const { bucket, sufficiency } of rows.toReversed()) {
    const sure = sufficiency.find(({ gate }) => gate === "default")?.human.sure;
    if (sure !== undefined && !isCannotMeasure(sure)) return { value: sure.value, source: `measured, authorIsAi, ${bucket} tokens, n = ${sure.n}` };
  }
  return { value: stated, source: "assumed: not measured for this model yet" };
}
