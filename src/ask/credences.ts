/** @module What `ask` knows about whom the model predicts: nothing yet, and it says so. */
import { cannotMeasure, type Credences } from "../protocol/results.ts";

/** No channel is calibrated for any model so far. */
export function uncalibratedCredences(): Credences {
  const none = cannotMeasure("cannot-measure/no-calibration");
  return { authorIsAi: none, aiInWorld: none };
}
