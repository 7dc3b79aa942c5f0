import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listPremises } from "./library.ts";
import { shippedTimeline } from "./timeline-file.ts";
import { type EarlyAi, latestDateWithin, parseHorizon, probabilityOfEarlyAi, type Timeline, timePolicyOf } from "./timeline.ts";

const [any] = listPremises();
const premise = (date: string | null, duration: string) => ({ world: { ...any!.world, date }, resources: { ...any!.resources, duration } });
const valueOf = (early: EarlyAi): number => (early.kind === "computed" ? early.probability : Number.NaN);
const year = 365.25;

describe("probabilityOfEarlyAi", () => {
  // Golden values: numpy 2, numpy.interp over date ordinals.
  it.each([
    ["2007-06-18", "PT3H", year, 0.000861195337875307, "2008-06-17"],
    ["2018-05-30", "P5Y", year, 0.02324098798397864, "2024-05-29"],
    ["2025-06-01", "PT3H", 0, 0.06049802110817942, "2025-06-01"],
    ["2031-01-01", "P1D", year, 0.34203285420944557, "2032-01-02"],
  ])("is the shipped distribution at %s plus %s plus %d days", (date, duration, horizon, probability, until) => {
    const early = probabilityOfEarlyAi(shippedTimeline(), premise(date, duration), horizon);
    expect(early).toMatchObject({ kind: "computed", until });
    expect(valueOf(early)).toBeCloseTo(probability, 14);
  });

  it("counts the duration and the horizon, not the date alone", () => {
    const at = (duration: string, horizon: number): number => valueOf(probabilityOfEarlyAi(shippedTimeline(), premise("2020-01-01", duration), horizon));
    expect(at("P5Y", 0)).toBeCloseTo(at("P1D", 5 * year - 1), 12);
    expect(at("P5Y", year)).toBeGreaterThan(at("P5Y", 0));
  });

  it("gives before the first point that point's probability, never 0, and on a point just what it says", () => {
    expect(valueOf(probabilityOfEarlyAi(shippedTimeline(), premise("1900-01-01", "P1D"), 0))).toBe(0.0001);
    for (const { date, probability } of shippedTimeline().points.slice(0, -1)) expect(valueOf(probabilityOfEarlyAi(shippedTimeline(), premise(date, "P1D"), -1))).toBe(probability);
  });

  it("says what cannot be computed, and why", () => {
    const reason = (date: string | null, duration = "P1D"): unknown => probabilityOfEarlyAi(shippedTimeline(), premise(date, duration), 0);
    expect(reason(null)).toEqual({ kind: "cannot-measure", reason: "no-date" });
    expect(reason("2010-01-01", "soon")).toEqual({ kind: "cannot-measure", reason: "no-duration" });
    expect(reason("2100-01-01")).toEqual({ kind: "cannot-measure", reason: "after-timeline" });
  });
});

describe("latestDateWithin", () => {
  // Golden values: every day from 1940 to 2100 tried with numpy.interp.
  it.each([
    [0.05, 0.125, year, "2024-04-04"],
    [0.05, 5 * year, year, "2019-04-05"],
    [0.1, 1, 0, "2025-12-31"],
    [0.5, 7, year, "2040-11-09"],
    [0.005, 0, 0, "2022-11-30"],
  ])("for a limit of %d, %d days of work and %d days of horizon", (limit, duration, horizon, expected) => {
    expect(latestDateWithin(shippedTimeline(), limit, duration, horizon)).toBe(expected);
  });

  it("is the last of a timeline that stays within the limit, and none where it never does", () => {
    expect(latestDateWithin(shippedTimeline(), 0.9, 10, 0)).toBe("2099-12-22");
    expect(latestDateWithin(shippedTimeline(), 0.00009, 10, 0)).toBeNull();
  });

  it("passes itself, and the day after does not", () => {
    const days = fc.uniqueArray(fc.integer({ min: -20_000, max: 40_000 }), { minLength: 2, maxLength: 6 }).map((list) => list.sort((a, b) => a - b));
    const share = fc.integer({ min: 0, max: 1000 }).map((parts) => parts / 1000);
    const toDate = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
    fc.assert(
      fc.property(days, fc.infiniteStream(share), share, fc.integer({ min: 1, max: 1800 }), fc.double({ min: 0, max: 900, noNaN: true }), (at, stream, limit, duration, horizon) => {
        const levels = [...stream.take(at.length)].sort((a, b) => a - b);
        const timeline: Timeline = { ...shippedTimeline(), points: at.map((day, i) => ({ date: toDate(day), probability: levels[i] ?? 1, basis: "declared" as const, source: "test" })) };
        const passes = (date: string): boolean => valueOf(probabilityOfEarlyAi(timeline, premise(date, `${duration} days`), horizon)) <= limit;
        const latest = latestDateWithin(timeline, limit, duration, horizon);
        expect(latest === null).toBe((levels[0] ?? 1) > limit);
        if (latest === null) return;
        expect(passes(latest)).toBe(true);
        expect(passes(toDate(Date.parse(latest) / 86_400_000 + 1))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

it("reads a policy's own limit and horizon, else the declared ones", () => {
  const { policy } = any!;
  expect(timePolicyOf({ policy })).toEqual({ limit: 0.05, horizon: "P1Y", horizonDays: year });
  expect(timePolicyOf({ policy: { ...policy, maxEarlyAi: 0, horizon: "P0D" } })).toEqual({ limit: 0, horizon: "P0D", horizonDays: 0 });
  expect([parseHorizon("2 years"), parseHorizon("later")]).toEqual([2 * year, null]);
});
