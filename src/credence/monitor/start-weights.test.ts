import { describe, expect, it } from "vitest";
import { requireWeights, type StartWeights, weightAfter, weightAt } from "./start-weights.ts";

const planned: StartWeights = { kind: "planned", steps: 50, beyond: 0.05 };
const every: StartWeights[] = [planned, { kind: "planned", steps: 4, beyond: 0 }, { kind: "log-square" }, { kind: "inverse-square" }, { kind: "fixed-start" }, { kind: "listed", weights: [0.5, 0.25, 0.25] }];

describe("start weights", () => {
  it("sum to 1 with what is still to come, at every step", () => {
    for (const weights of every) {
      let sum = 0;
      for (let step = 1; step <= 2000; step++) {
        expect(weightAt(weights, step)).toBeGreaterThanOrEqual(0);
        sum += weightAt(weights, step);
        expect(sum + weightAfter(weights, step)).toBeCloseTo(1, 12);
      }
      expect(weightAfter(weights, 0)).toBe(1);
    }
  });

  it("leave nothing for ever", () => {
    for (const weights of every) expect(weightAfter(weights, 1e300)).toBeLessThan(weights.kind === "log-square" ? 0.002 : 1e-9);
  });

  it("are what their names say", () => {
    for (let step = 1; step <= 50; step++) {
      expect(weightAt(planned, step)).toBeCloseTo(0.95 / 50, 14);
      expect(weightAt({ kind: "inverse-square" }, step)).toBeCloseTo(1 / (step * (step + 1)), 14);
    }
    // The derivative of ln 2 / ln(s + 2), whose own weights fall by 1/(s ln^2 s).
    expect(weightAt({ kind: "log-square" }, 1000)).toBeCloseTo(Math.LN2 / (1001.5 * Math.log(1001.5) ** 2), 9);
    expect([1, 2, 3].map((step) => weightAt({ kind: "fixed-start" }, step))).toEqual([1, 0, 0]);
    expect([1, 2, 3, 4].map((step) => weightAt({ kind: "listed", weights: [0.5, 0.25, 0.25] }, step))).toEqual([0.5, 0.25, 0.25, 0]);
    expect(weightAfter({ kind: "listed", weights: [0.5, 0.2] }, 9)).toBeCloseTo(0.3, 14);
  });

  it("that are none are refused", () => {
    const bad: StartWeights[] = [
      { kind: "planned", steps: 0, beyond: 0.1 }, { kind: "planned", steps: 2.5, beyond: 0.1 }, { kind: "planned", steps: 5, beyond: 1 }, { kind: "planned", steps: 5, beyond: NaN },
      { kind: "listed", weights: [] }, { kind: "listed", weights: [0.6, 0.6] }, { kind: "listed", weights: [1.5, -0.5] }, { kind: "listed", weights: [NaN] },
    ];
    for (const weights of bad) expect(() => requireWeights(weights)).toThrow(expect.objectContaining({ code: "internal" }) as Error);
    for (const weights of every) expect(() => requireWeights(weights)).not.toThrow();
  });
});
