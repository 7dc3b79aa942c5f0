/** @module What a predictor refuses about a text is no failure of the measurement: the credence says why there is none. */
import { isPremiseError } from "../errors/premise-error.ts";
import { type CannotMeasure, cannotMeasure, type CannotMeasureReason } from "../protocol/results.ts";

const reasons: Readonly<Record<string, CannotMeasureReason>> = {
  "engine/non-finite": "engine/non-finite",
  "predictor/control-token": "cannot-measure/not-text",
  "predictor/empty-continuation": "cannot-measure/too-few-tokens",
  "remote/scores-not-trusted": "cannot-measure/not-trusted",
};

/** What `work` gives, or the reason that its refusal stands for. @throws whatever else `work` throws. */
export async function orCannotMeasure<T>(work: () => Promise<T>): Promise<T | CannotMeasure> {
  try {
    return await work();
  } catch (error) {
    const reason = isPremiseError(error) ? reasons[error.code] : undefined;
    if (reason === undefined) throw error;
    return cannotMeasure(reason);
  }
}
