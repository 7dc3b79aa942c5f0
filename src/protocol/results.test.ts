import { describe, expect, it } from "vitest";
import { errorTable } from "../errors/table.ts";
import { cannotMeasure, type CannotMeasureReason, isCannotMeasure } from "./results.ts";

describe("cannot-measure", () => {
  it("carries its reason, and is told from any number", () => {
    const value = cannotMeasure("cannot-measure/too-few");
    expect(value).toEqual({ kind: "cannot-measure", reason: "cannot-measure/too-few" });
    expect(isCannotMeasure(value)).toBe(true);
    for (const other of [0, 0.5, Number.NaN, null, undefined, "cannot-measure", {}, { kind: "measured" }]) expect(isCannotMeasure(other)).toBe(false);
  });

  it("has exit code 5 for every reason", () => {
    const reasons = Object.keys(errorTable).filter((code) => code.startsWith("cannot-measure/") || code === "engine/non-finite") as CannotMeasureReason[];
    expect(reasons.length).toBeGreaterThan(3);
    for (const reason of reasons) expect(errorTable[reason].exit, reason).toBe(5);
  });
});
