import { describe, expect, it } from "vitest";
import { cannotMeasure, type CannotMeasure, type Estimate } from "../../protocol/results.ts";
import type { PartChange } from "./ablation.ts";
import { lintStrangeness } from "./lint.ts";
import type { PartStrangeness, Strangeness } from "./strangeness.ts";

const estimate = (value: number, n: number, half = 0.5): Estimate => ({ value, n, interval: [value - half, value + half], level: 0.95, method: "m", seed: null });
const change = (author: number, world: number, half?: number): PartChange => {
  const both = { authorIsAi: estimate(author, 6, half), aiInWorld: estimate(world, 6, half) };
  return { sameTexts: { authorIsAi: estimate(9, 6), aiInWorld: estimate(9, 6) }, redrawn: both };
};
const part = (id: string, text: string, dropped: PartChange | null): PartStrangeness => ({ id, kind: "head", text, start: 0, end: 1, tokens: 7, nats: 31.25, excess: 12.5, dropped });
const report = (shares: readonly [number, number], dropped: PartChange | null, below?: CannotMeasure): Strangeness => ({
  kind: "measured",
  premise: { id: "p", version: 1, hash: "h" },
  model: "m",
  slots: { question: "q" },
  document: { nats: 420, tokens: 100, perToken: 4.2 },
  ordinary: {
    version: 1,
    medium: "news",
    ofMedium: { perToken: estimate(3, 4), below: below ?? estimate(shares[0], 4), z: estimate(2, 4) },
    ofAll: { perToken: estimate(3, 32), below: estimate(shares[1], 32), z: estimate(2, 32) },
  },
  parts: [part("head-1", "A title\nof two lines", dropped)],
  contrasts: { tokens: 3, byContrast: {}, authorIsAi: cannotMeasure("cannot-measure/no-contrast"), aiInWorld: cannotMeasure("cannot-measure/no-contrast") },
  drawn: { texts: 6, tokens: 12, seed: 0 },
  costliest: { surprisal: "head-1", raises: { authorIsAi: "head-1", aiInWorld: "head-1" } },
});

describe("lintStrangeness", () => {
  it("finds nothing in an ordinary document whose parts raise nothing", () => {
    expect(lintStrangeness(report([0.75, 1], change(0.2, -0.9)))).toEqual([]);
    expect(lintStrangeness(report([1, 0.8], change(0.2, -0.9)))).toEqual([]);
  });

  it("names the part that costs most, its nats, and what texts without it would do", () => {
    expect(lintStrangeness(report([1, 0.9375], change(0.2, -0.9)))).toEqual([
      {
        severity: "warning",
        code: "lint/strange",
        path: "form.open",
        message:
          'The document costs 4.20 nats a token, more than 4 of 4 ordinary texts of its medium (news) and 30 of 32 of all. "A title of two lines" costs most: 31.3 nats in 7 tokens, +12.5 beside ordinary texts. ' +
          "In texts drawn without it the log ratio differs for an AI author by +0.20 nats (-0.30 to +0.70, n 6), for capable AI in the world by -0.90 nats (-1.40 to -0.40, n 6).",
      },
    ]);
    expect(lintStrangeness(report([1, 1], null))[0]?.message).toMatch(/beside ordinary texts\.$/);
  });

  it("warns of a part that raises a credence, beyond doubt and by a nat at least", () => {
    const codes = (dropped: PartChange) => lintStrangeness(report([0, 0], dropped)).map(({ code, message }) => [code, /raises the credence/.exec(message)?.[0]]);
    expect(codes(change(-1.5, -2))).toEqual([["lint/raises-ai", "raises the credence"], ["lint/raises-ai", "raises the credence"]]);
    expect(codes(change(-1.5, 0))).toHaveLength(1);
    expect(codes(change(-1.5, 0, 2))).toEqual([]);
    expect(codes(change(-0.9, 0, 0.1))).toEqual([]);
  });

  it("says so where it could not be measured", () => {
    const reason = cannotMeasure("cannot-measure/not-finite");
    for (const given of [reason, report([1, 1], null, reason)]) expect(lintStrangeness(given)).toMatchObject([{ severity: "warning", code: "lint/not-measured", message: expect.stringContaining("not a finite number") as string }]);
    const dropped = { ...change(0, 0), redrawn: { authorIsAi: cannotMeasure("cannot-measure/no-variation"), aiInWorld: estimate(0, 6) } };
    expect(lintStrangeness(report([1, 1], dropped))[0]?.message).toContain("an amount that could not be measured (cannot-measure/no-variation)");
  });
});
