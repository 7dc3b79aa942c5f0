import { describe, expect, it } from "vitest";
import { isCannotMeasure } from "../../protocol/results.ts";
import { type CrossFit, linearLogOdds, type Row } from "./cross-fit.ts";
import { crossFitLeastSquares } from "./least-squares.ts";

const rows = Array.from({ length: 40 }, (_, i): Row => {
  const target = (i * 5) % 8 < 4 ? 1 : 0;
  return { features: [Math.sin(i * 1.3), Math.cos(i * 0.7) + 0.2 * Math.sin(i * 1.3), ((i * 7) % 11) / 11 + 0.5 * target], target, weight: 1 + (i % 3) / 2, fold: i % 4 };
});

function fitOf(examples: readonly Row[], l2s?: readonly number[]): CrossFit {
  const fit = crossFitLeastSquares(examples, l2s);
  if (isCannotMeasure(fit)) throw new Error(fit.reason);
  return fit;
}

describe("crossFitLeastSquares", () => {
  it("is scikit-learn 1.9's Ridge(alpha=5) on standardised features, with a logistic line by Newton's method in numpy", () => {
    const { fit, heldOut } = fitOf(rows, [5]);
    [-0.01877932, -0.13831845, 2.6428223].forEach((weight, j) => expect(fit.weights[j]).toBeCloseTo(weight, 6));
    expect(fit.intercept).toBeCloseTo(-1.834748213, 6);
    [-0.83919161, 0.26255086, -0.08551484, 0.30197233].forEach((value, i) => expect(heldOut[i]).toBeCloseTo(value, 6));
  });

  it("holds out: turning a fold's labels leaves its own scores' order as it was", () => {
    const turned = fitOf(rows.map((row) => (row.fold === 0 ? { ...row, target: 1 - row.target } : row)), [5]).heldOut;
    const own = (scores: readonly number[]): number[] => scores.filter((_, i) => rows[i]?.fold === 0);
    const orderOf = (scores: readonly number[]): number[] => own(scores).map((score, i) => [score, i] as const).sort(([a], [b]) => a - b).map(([, i]) => i);
    expect(orderOf(turned)).toEqual(orderOf(fitOf(rows, [5]).heldOut));
    expect(orderOf(turned)).toHaveLength(10);
  });

  it("takes the penalty of least held-out loss, and does not mind where features lie", () => {
    const noise = rows.map((row, i) => ({ ...row, target: (i * 13) % 29 < 14 ? 1 : 0 }));
    expect(fitOf(noise).l2).toBeGreaterThan(fitOf(rows).l2);
    const moved = rows.map((row) => ({ ...row, features: Array.from(row.features, (value) => 1000 + value) }));
    const [fit, far] = [fitOf(rows, [5]).fit, fitOf(moved, [5]).fit];
    rows.forEach((row, i) => expect(linearLogOdds(far, moved[i]?.features ?? [])).toBeCloseTo(linearLogOdds(fit, row.features), 6));
  });

  it("needs two folds", () => {
    expect(crossFitLeastSquares(rows.map((row) => ({ ...row, fold: 0 })))).toEqual({ kind: "cannot-measure", reason: "cannot-measure/too-few" });
  });
});
