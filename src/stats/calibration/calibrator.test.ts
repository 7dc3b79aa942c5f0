import { expect, it } from "vitest";
import { isCannotMeasure } from "../../protocol/results.ts";
import { createRandom } from "../../random/seeded.ts";
import { applyCalibrator, type Calibrator } from "./calibrator.ts";
import { fitIsotonic } from "./isotonic.ts";
import { fitPlatt } from "./platt.ts";
import { testCalibration } from "./recalibration.ts";

it("both maps make log-odds that were twice too large mean what they say on new texts, also after JSON", () => {
  const random = createRandom(4);
  const draw = (n: number) => {
    const logOdds = Array.from({ length: n }, () => 10 * (random.uniform() - 0.5));
    return { logOdds, outcomes: logOdds.map((each) => random.uniform() < 1 / (1 + Math.exp(-each / 2))) };
  };
  const [train, held] = [draw(20_000), draw(2000)];
  const before = testCalibration(held.logOdds, held.outcomes);
  expect(before).toMatchObject({ p: expect.closeTo(0, 10) });
  for (const fitted of [fitIsotonic(train.logOdds, train.outcomes), fitPlatt(train.logOdds, train.outcomes)]) {
    if (isCannotMeasure(fitted)) throw new Error(fitted.reason);
    const calibrator = JSON.parse(JSON.stringify(fitted)) as Calibrator;
    const after = testCalibration(held.logOdds.map((each) => applyCalibrator(calibrator, each)), held.outcomes);
    if (isCannotMeasure(after)) throw new Error(after.reason);
    expect(after.p, calibrator.kind).toBeGreaterThan(0.01);
  }
});
