/** @module A free channel watched over a run: its own error stays the same through a text, so looks are anything but independent. */
import { findAlarm, fitMaximumLimit, type WatchedRun } from "../../../src/credence/monitor/maximum-limit.ts";
import { PremiseError } from "../../../src/errors/premise-error.ts";
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import type { Random } from "../../../src/random/seeded.ts";
import { quantile } from "../../../src/stats/bootstrap.ts";
import { clopperPearson } from "../../../src/stats/clopper-pearson.ts";
import { createNormal, toSeparation } from "./normal.ts";
import type { FreeRow } from "./results.ts";
import { longest, setting } from "./setting.ts";

/** Its looks: the mean of the last `window` steps, and what the channel gets wrong about this text. */
const window = 5;
const textError = 0.5;
const stepAuroc = 0.85;
const texts = 500;
const runsPerText = 2;

/** Both limits are taken from the same 500 texts of two runs each, and tried on `runs` new texts. */
export function measureFree(runs: number, random: Random): FreeRow[] {
  const calibration: WatchedRun[] = Array.from({ length: texts }, (_, i) => drawText(random, null, runsPerText).map((looks) => ({ text: String(i), looks }))).flat();
  const maximum = fitMaximumLimit(calibration, { alpha: setting.alpha });
  if (isCannotMeasure(maximum)) throw new PremiseError("internal", { problem: `no limit: ${maximum.reason}` });
  const single = quantile(Float64Array.from(calibration.flatMap(({ looks }) => looks)).sort(), 1 - setting.alpha);
  const human = Array.from({ length: runs }, () => drawText(random, null, 1)[0] as number[]);
  const switched = Array.from({ length: runs }, () => {
    const at = 1 + random.below(setting.steps);
    return { at, looks: drawText(random, at, 1)[0] as number[] };
  });
  return [{ limit: "one look", value: single }, { limit: "the maximum", value: maximum.limit }].map(({ limit, value }) => {
    const alarmAt = (looks: readonly number[]): number | null => {
      const found = findAlarm({ ...maximum, limit: value }, looks);
      return isCannotMeasure(found) ? null : found.look;
    };
    const alarmed = human.filter((looks) => alarmAt(looks.slice(0, setting.steps)) !== null).length;
    const caught = switched.filter(({ at, looks }) => {
      const alarm = alarmAt(looks);
      return alarm !== null && alarm >= at && alarm < at + setting.within;
    }).length;
    return { limit, value, falseAlarms: clopperPearson(alarmed, runs), caught: clopperPearson(caught, runs) };
  });
}

/** Runs of one text, of `longest` looks each. */
function drawText(random: Random, switchAt: number | null, runs: number): number[][] {
  const normal = createNormal(random);
  const d = toSeparation(stepAuroc);
  const error = textError * normal();
  return Array.from({ length: runs }, () => {
    const steps = Array.from({ length: longest }, (_, i) => normal() + (switchAt !== null && i + 1 >= switchAt ? d : 0));
    return steps.map((_, i) => {
      const last = steps.slice(Math.max(0, i + 1 - window), i + 1);
      return error + last.reduce((sum, each) => sum + each, 0) / last.length;
    });
  });
}
