import { describe, expect, it } from "vitest";
import { toJson } from "../../random/json.ts";
import { cannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { type MonitorReading, type MonitorState, observeStep, observeToken, readMonitor, startMonitor } from "./monitor.ts";
import { toPosterior } from "./posterior.ts";

const fair = Math.log(0.5);
/** A coin: h fair, the contrast heads with 0.9. */
const heads = { human: fair, contrasts: [Math.log(0.9)] };
const tails = { human: fair, contrasts: [Math.log(0.1)] };
const start = (): MonitorState => startMonitor({ contrasts: 1, alpha: 0.05, prior: 0.2, weights: { kind: "planned", steps: 20, beyond: 0 } });
function read(state: MonitorState): MonitorReading {
  const reading = readMonitor(state);
  if (isCannotMeasure(reading)) throw new Error(reading.reason);
  return reading;
}

describe("a monitor", () => {
  it("begins with nothing against the author", () => {
    expect(read(start())).toMatchObject({ step: 1, tokens: 0, pValue: 1, alarm: null });
    expect(read(start()).logEvidence).toBeCloseTo(0, 14);
    expect(read(start()).posterior.value).toBeCloseTo(0.2, 14);
  });

  it("gives the posterior of one author throughout", () => {
    const { posterior } = read(observeStep(start(), [heads, heads, tails]));
    const joint = 0.2 * 0.9 * 0.9 * 0.1;
    expect(posterior.value).toBeCloseTo(joint / (joint + 0.8 * 0.125), 12);
    expect(posterior.logRatio).toBeCloseTo(Math.log((0.9 * 0.9 * 0.1) / 0.125), 12);
  });

  it("raises the alarm once, at the token where the evidence reaches 1/alpha, and keeps the smallest p-value", () => {
    let state = start();
    for (let i = 0; i < 5; i++) state = observeStep(state, [tails, heads]);
    expect(read(state).alarm).toBeNull();
    while (read(state).alarm === null) state = observeStep(state, [heads, heads, heads]);
    const raised = read(state);
    expect(raised.pValue).toBeLessThanOrEqual(0.05);
    expect(raised.alarm!.step).toBe(raised.step);
    const later = read(observeStep(state, Array.from({ length: 9 }, () => tails)));
    expect(later.alarm).toEqual(raised.alarm);
    expect(later.pValue).toBe(raised.pValue);
    expect(later.logEvidence).toBeLessThan(raised.logEvidence);
  });

  it("read by tokens is the same as by steps", () => {
    const tokens = [heads, tails, heads];
    expect(tokens.reduce(observeToken, start())).toEqual(observeStep(start(), tokens));
  });

  it("once it could not score a token says so for the rest of the text, also after a resume", () => {
    const broken = observeToken(observeStep(start(), [heads]), { human: NaN, contrasts: [0] });
    expect(readMonitor(broken)).toEqual(cannotMeasure("cannot-measure/not-finite"));
    expect(readMonitor(observeStep(JSON.parse(toJson(broken)) as MonitorState, [heads]))).toEqual(cannotMeasure("cannot-measure/not-finite"));
  });

  it("goes on from its JSON", () => {
    const state = observeStep(start(), [heads, { human: fair, contrasts: [-Infinity] }]);
    expect(observeStep(JSON.parse(toJson(state)) as MonitorState, [heads])).toEqual(observeStep(state, [heads]));
  });

  it("refuses an alpha or a prior that is none", () => {
    for (const change of [{ alpha: 0 }, { alpha: 1 }, { alpha: NaN }, { prior: -0.1 }, { prior: NaN }]) {
      expect(() => startMonitor({ contrasts: 1, alpha: 0.05, prior: 0.5, weights: { kind: "log-square" }, ...change })).toThrow(expect.objectContaining({ code: "internal" }) as Error);
    }
  });
});

it("a prior of 0 or 1 stays, whatever the text says", () => {
  expect(toPosterior(50, 0)).toMatchObject({ value: 0, logOdds: -Infinity });
  expect(toPosterior(-Infinity, 1)).toMatchObject({ value: 1, logOdds: Infinity });
  expect(toPosterior(-Infinity, 0.5).value).toBe(0);
});
