import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { createRandom } from "../../random/seeded.ts";
import { fitLogistic, logisticLogOdds, type LogisticFit, type LogisticOptions } from "./logistic.ts";

const index = Array.from({ length: 80 }, (_, i) => i);
const rows = index.map((i) => [Math.sin(i * 1.1) * 3 + 2, Math.cos(i * 0.7) * 50, ((i * 37) % 11) / 10, Math.sin(i * 1.1) + Math.cos(i * 2.9) * 0.2]);
const soft = rows.map(([a, b, c], i) => 1 / (1 + Math.exp(-(0.8 * ((a as number) - 2) + 0.01 * (b as number) - 0.5 * (c as number) + Math.sin(i * 5.3)))));

function fit(x: readonly ArrayLike<number>[], targets: readonly number[], options: LogisticOptions): LogisticFit {
  const result = fitLogistic(x, targets, options);
  if (isCannotMeasure(result)) throw new Error(result.reason);
  return result;
}

function expectClose(actual: readonly number[], expected: readonly number[], digits: number) {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, digits));
}

describe("fitLogistic", () => {
  // scikit-learn 1.9.1: LogisticRegression(C=1/l2, solver="newton-cholesky", tol=1e-14) on the standardised features, a soft label t as a
  // yes of weight t and a no of weight 1 - t.
  it.each([
    [1, [0.83994017970207, 0.22857069702707, -0.16048343586359, 0.63202727394816], -0.25116231052507],
    [0.01, [1.31908460995106, 0.27391526508894, -0.17874635024193, 0.23908168298533], -0.2602535257738],
  ])("soft labels at l2 %d, as scikit-learn", (l2, coefficients, intercept) => {
    const result = fit(rows, soft, { l2 });
    expectClose(result.mean, [1.99935544807851, -0.40062981860063, 0.49625, -0.000144608106344885], 12);
    expectClose(result.scale, [2.1210648981231, 35.29638419196654, 0.31719227213159, 0.72116941259921], 11);
    expectClose(result.coefficients, coefficients, 7);
    expect(result.intercept).toBeCloseTo(intercept, 7);
  });

  it("weights, and hard labels, as scikit-learn", () => {
    const weighted = fit(rows, soft, { l2: 5, weights: index.map((i) => 1 + (i % 3)) });
    expectClose(weighted.mean, [2.01682051661753, -0.66189216805792, 0.51006289308176, 0.00441797736878], 12);
    expectClose(weighted.coefficients, [0.65934065617743, 0.21725841833097, -0.14002453959053, 0.5745082007678], 7);
    expect(weighted.intercept).toBeCloseTo(-0.2391879309422, 7);
    const hard = fit(rows, soft.map((each) => (each > 0.5 ? 1 : 0)), { l2: 2 });
    expectClose(hard.coefficients, [1.40970587472895, 0.36709133711203, -0.02863584517836, 1.58311358291115], 7);
    expect(hard.intercept).toBeCloseTo(-0.29988080054253, 7);
  });

  it("a weight of 2 is the row twice, and one of 0 is no row", () => {
    const weights = index.map((i) => i % 3);
    const repeated = index.flatMap((i) => Array<number>(i % 3).fill(i));
    const one = fit(rows, soft, { l2: 1, weights });
    const other = fit(repeated.map((i) => rows[i] as number[]), repeated.map((i) => soft[i] as number), { l2: 1 });
    expectClose(one.coefficients, other.coefficients, 10);
    expect(one.intercept).toBeCloseTo(other.intercept, 10);
  });

  it("does not care for the features' units, and gives a constant feature nothing", () => {
    const plain = fit(rows, soft, { l2: 1 });
    const scaled = fit(rows.map((row) => [...row.map((value) => value * 1000 - 7), 0.1]), soft, { l2: 1 });
    expectClose(scaled.coefficients, [...plain.coefficients, 0], 8);
    expect(logisticLogOdds(scaled, [...(rows[3] as number[]).map((value) => value * 1000 - 7), 0.1])).toBeCloseTo(logisticLogOdds(plain, rows[3] as number[]), 7);
  });

  it("separable labels and duplicate features have an end too", () => {
    const result = fit(index.map((i) => [i, i, -i]), index.map((i) => (i < 40 ? 0 : 1)), { l2: 1e-6 });
    expect(logisticLogOdds(result, [79, 79, -79])).toBeGreaterThan(20);
    expect(result.coefficients[0]).toBeCloseTo(result.coefficients[1] as number, 6);
  });

  it("more features than rows: the fit's gradient vanishes", () => {
    const random = createRandom(1);
    const [n, width, l2] = [50, 120, 3];
    const wide = Array.from({ length: n }, () => Float32Array.from({ length: width }, () => random.uniform() - 0.5));
    const targets = Array.from({ length: n }, () => random.uniform());
    const result = fit(wide, targets, { l2 });
    const residuals = wide.map((row, i) => (targets[i] as number) - 1 / (1 + Math.exp(-logisticLogOdds(result, row))));
    expect(residuals.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 6);
    result.coefficients.forEach((coefficient, j) => {
      const slope = residuals.reduce((sum, each, i) => sum + (each * ((wide[i]?.[j] as number) - (result.mean[j] as number))) / (result.scale[j] as number), 0);
      expect(slope - l2 * coefficient).toBeCloseTo(0, 6);
    });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it("finds the hidden state's direction among 150 features in 600 rows", () => {
    const random = createRandom(2);
    const wide = Array.from({ length: 600 }, () => Float32Array.from({ length: 150 }, () => random.uniform() - 0.5));
    const result = fit(wide, wide.map((row) => 1 / (1 + Math.exp(-6 * (row[7] as number)))), { l2: 10 });
    const others = result.coefficients.filter((_, j) => j !== 7).map(Math.abs);
    expect(result.coefficients[7]).toBeGreaterThan(10 * Math.max(...others));
  });

  it("says what it cannot measure, and refuses what is no regression", () => {
    expect(fitLogistic([[1]], [1], { l2: 1 })).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(fitLogistic([[1], [2]], [1, 1], { l2: 1 })).toEqual(cannotMeasure("cannot-measure/no-variation"));
    expect(fitLogistic([[1], [2]], [0, 1], { l2: 1, weights: [0, 3] })).toEqual(cannotMeasure("cannot-measure/no-variation"));
    for (const bad of [NaN, Infinity]) expect(fitLogistic([[1], [bad]], [0, 1], { l2: 1 })).toEqual(cannotMeasure("cannot-measure/not-finite"));
    expect(fitLogistic([[1], [2]], [0, NaN], { l2: 1 })).toEqual(cannotMeasure("cannot-measure/not-finite"));
    for (const l2 of [0, -1, NaN, Infinity]) expect(() => fitLogistic([[1], [2]], [0, 1], { l2 })).toThrow(`penalty of ${l2}`);
    expect(() => fitLogistic([[1], [2, 3]], [0, 1], { l2: 1 })).toThrow("different lengths");
    expect(() => fitLogistic([[1]], [0, 1], { l2: 1 })).toThrow("1 rows, 2 targets");
    expect(() => fitLogistic([[1], [2]], [0, 1.5], { l2: 1 })).toThrow("target outside");
    expect(() => fitLogistic([[1], [2]], [0, 1], { l2: 1, weights: [1, -1] })).toThrow("negative weight");
    expect(() => logisticLogOdds(fit(rows, soft, { l2: 1 }), [1])).toThrow("1 features for a fit of 4");
  });
});
