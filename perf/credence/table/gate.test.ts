import { describe, expect, it } from "vitest";
import { listPremises } from "../../../src/premises/library.ts";
import { humanContext } from "../../../src/credence/table/row.ts";
import { sampledFit } from "../../../src/credence/calibration/calibrate-sampled.ts";
import { lossOf } from "../../../src/credence/calibration/cross-fit.ts";
import { examplesOf } from "../../../src/credence/calibration/examples.ts";
import { fitBucket } from "../../../src/credence/calibration/fit-bucket.ts";
import { fitMargins } from "../../../src/credence/calibration/margins.ts";
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { foldOfPremise, gateSettings, thresholdOf } from "./folds.ts";
import { makeTable } from "./made-up.ts";
import { drawCurves, drawLengths, drawReliability } from "./page/pictures.ts";
import { renderPage } from "./page/page.ts";
import { acceptedOf, isAccepted } from "./parts/accepted.ts";
import { rangeOfLimits } from "./parts/curve.ts";
import { measureFree } from "./parts/free.ts";
import type { GateText } from "./parts/gate-texts.ts";
import { measureGate } from "./parts/gate.ts";
import { equalShares, ratioOfShares } from "./parts/shares.ts";
import { type HeldOutText, measureSufficiency } from "./parts/sufficiency.ts";
import { headOf } from "./results.ts";
import { contrastIds, kindIds } from "./setting.ts";
import { estimateProportion } from "../../../src/stats/estimate.ts";

const [gate, own] = gateSettings as [(typeof gateSettings)[number], (typeof gateSettings)[number]];
const tables = { plain: makeTable({ batches: 90, seed: 8 }), outside: null, faults: {} };
const quiet = (): void => undefined;

describe("shares", () => {
  // Python, from Wilson's formula and Donner & Zou's: 30 of 200 over 170 of 200; 0 of 50 over 45 of 50; groups 10/100, 30/100, 5/50.
  it("one over another has the interval of MOVER-R", () => {
    const of = (a: number, n: number, b: number, m: number) => ratioOfShares(estimateProportion(a, n), estimateProportion(b, m));
    expect(of(30, 200, 170, 200)).toMatchObject({ value: expect.closeTo(0.17647058823529413, 12) as number, interval: [expect.closeTo(0.12564578350641886, 9), expect.closeTo(0.24435895429657936, 9)] as unknown });
    expect(of(0, 50, 45, 50)).toMatchObject({ value: 0, interval: [0, expect.closeTo(0.07991429150021682, 9)] as unknown });
    expect(isCannotMeasure(of(1, 50, 0, 50))).toBe(true);
  });

  it("of groups alike have Wilson's interval at the variance of their mean", () => {
    expect(equalShares([{ yes: 10, n: 100 }, { yes: 30, n: 100 }, { yes: 5, n: 50 }])).toMatchObject({ value: expect.closeTo(1 / 6, 12) as number, n: 250, interval: [expect.closeTo(0.12365379727312976, 9), expect.closeTo(0.2208705700639504, 9)] as unknown });
    expect(equalShares([{ yes: 7, n: 9 }])).toMatchObject({ interval: [expect.closeTo(0.4525889691069889, 9), expect.closeTo(0.9367748928821533, 9)] as unknown });
    expect(isCannotMeasure(equalShares([{ yes: 1, n: 2 }, { yes: 0, n: 0 }]))).toBe(true);
  });
});

describe("sufficiency", () => {
  const texts = (n: number): HeldOutText[] => Array.from({ length: n }, (_, i) => ({ fold: i % 5, isHuman: i % 2 === 0, free: (i - n / 2) / 10, native: i - n / 2 + (i % 10 === 3 && Math.abs(i - n / 2) < 40 ? 100 * Math.sign(n / 2 - i) : 0) }));

  it("fixes margins at which 97 % of the sure verdicts are native's", () => {
    const all = texts(400);
    const { accept, refuse } = fitMargins(all) as { accept: number; refuse: number };
    const [low, high] = [all.filter(({ free }) => free <= accept), all.filter(({ free }) => free >= refuse)];
    for (const [side, isAccepted_] of [[low, true], [high, false]] as const) expect(side.filter(({ native }) => native <= 0 === isAccepted_).length / side.length).toBeGreaterThanOrEqual(0.97);
    expect(low.length + high.length).toBeGreaterThan(300);
    expect(accept).toBeLessThanOrEqual(refuse);
  });

  it("is sure of nothing where the free channels know nothing", () => {
    const blind = texts(400).map((text, i) => ({ ...text, native: i % 2 === 0 ? 1 : -1 }));
    expect(fitMargins(blind)).toEqual({ accept: null, refuse: null });
    expect(measureSufficiency(gate, blind).mixture).toMatchObject({ sure: { value: 0, n: 400 }, agreement: { kind: "cannot-measure" } });
  });

  it("judges each fold by the others", () => {
    const { mixture, human } = measureSufficiency(gate, texts(400));
    expect([mixture.sure, human.sure]).toMatchObject([{ n: 400 }, { n: 200 }]);
    expect(isCannotMeasure(mixture.agreement) || mixture.agreement.value).toBeGreaterThan(0.9);
  });
});

describe("acceptance", () => {
  const text = (ratios: GateText["ratios"], drawn = humanContext): GateText => ({ premise: "student-essay", drawn, ratios });

  it("takes both credences, at a prior no lower than 0.1 or at the premise's as it is", () => {
    // logit 0.1 - logit 0.001 = 4.7095 nats.
    expect(thresholdOf(own, "student-essay", "authorIsAi")).toBeCloseTo(4.709530, 5);
    expect(thresholdOf(gate, "student-essay", "authorIsAi")).toBeCloseTo(0, 12);
    const verdicts = (ratios: GateText["ratios"]): boolean[] => [own, gate].map((each) => isAccepted(text(ratios), each));
    expect(verdicts({ authorIsAi: -1, aiInWorld: -1 })).toEqual([true, true]);
    expect(verdicts({ authorIsAi: -1, aiInWorld: 1 })).toEqual([true, false]);
    expect(verdicts({ authorIsAi: 4.8, aiInWorld: -1 })).toEqual([false, false]);
    expect(verdicts({ authorIsAi: -9, aiInWorld: "cannot-measure/at-chance" })).toEqual([false, false]);
    expect(verdicts({ authorIsAi: -9 })).toEqual([true, true]);
  });

  it("is not measured on a table too small for a calibration, rather than none of it accepted", () => {
    const none = acceptedOf([text({ authorIsAi: -1, aiInWorld: "cannot-measure/length-not-calibrated" }), text({ authorIsAi: -1, aiInWorld: -1 })], gate);
    expect(none.human).toEqual({ kind: "cannot-measure", reason: "cannot-measure/length-not-calibrated" });
    const measured = measureGate({ ...tables, plain: tables.plain.slice(0, 700) }, quiet);
    const small = measured.rows[1]!;
    expect([small.human, small.contrasts].every(isCannotMeasure)).toBe(true);
    expect([isCannotMeasure(small.byQuestion.authorIsAi), isCannotMeasure(small.byQuestion.aiInWorld)]).toEqual([false, true]);
    const page = renderPage({ m: { gate: { table: headOf(tables, { date: "d", seed: 1, wordings: 1 }), ...measured } } });
    expect(page).toContain("**Recommendation**: none yet");
    expect(page).not.toContain("no limit reaches");
  });

  it("counts the kinds of contrast alike, and finds the limits that reach the bar", () => {
    const human = Array.from({ length: 10 }, (_, i) => text({ authorIsAi: i < 9 ? -2 : 5, aiInWorld: -2 }));
    const contrasts = kindIds().flatMap((id) => Array.from({ length: id.startsWith("capable") ? 5 : 10 }, (_, i) => text({ [id.startsWith("capable") ? "aiInWorld" : "authorIsAi"]: i % 5 === 0 ? -3 : 2 }, id)));
    const { human: accepted, contrasts: let_, ratio } = acceptedOf([...human, ...contrasts], gate);
    expect([accepted, let_, ratio]).toMatchObject([{ value: 0.9 }, { value: expect.closeTo(0.2, 12) as number }, { value: expect.closeTo(2 / 9, 12) as number }]);
    const { byValue, byInterval } = rangeOfLimits([...human, ...contrasts], gate);
    const [low, high] = byValue!.map((limit) => Math.log(limit / (1 - limit)) - Math.log(0.1 / 0.9));
    for (const [end, from] of [[low!, -2], [high!, 1.89]] as const) expect(end >= from && end < from + 0.111, String(end)).toBe(true);
    expect(byInterval).toBeNull();
  });
});

describe("on a made-up table", () => {
  const acceptance = measureGate(tables, quiet);
  const free = measureFree(tables, quiet);

  it("the gate accepts more human texts than contrasts', and more at the premise's prior than at 0.1", () => {
    const [atGate, atOwn] = acceptance.rows;
    const values = [atOwn!.human, atGate!.human, atGate!.contrasts, atOwn!.ratio, atGate!.ratio].map((each) => (isCannotMeasure(each) ? NaN : each.value));
    expect(values.every(Number.isFinite)).toBe(true);
    const [humanOwn, humanGate, contrastsGate, ratioOwn, ratioGate] = values as [number, number, number, number, number];
    expect(humanOwn).toBeGreaterThan(humanGate);
    expect(humanGate).toBeGreaterThan(contrastsGate);
    expect(ratioOwn).toBeGreaterThan(ratioGate);
    expect(atGate!.kinds.map(({ kind }) => kind)).toEqual(["stated-ai", "imitating-ai", "ai-service", "found-generated", "capable-ai"]);
    expect(atGate!.premises).toHaveLength(listPremises().length);
    const atLimit = acceptance.curves.find((point) => point.gate === "own" && Math.abs(point.limit - 0.1) < 1e-9);
    expect(atLimit?.human).toEqual(atOwn!.human);
  });

  it("free channels whose state is all there is to know go with the native one, and nothing is held in two folds", () => {
    const row = free.rows.find(({ question, bucket }) => question === "authorIsAi" && bucket === "64-127")!;
    expect([row.human, row.contrast]).toEqual([720, 720]);
    if (isCannotMeasure(row.channels)) throw new Error(row.channels.reason);
    const of = (name: string) => (row.channels as readonly { channel: string }[]).find(({ channel }) => channel === name);
    expect(of("fused")).toMatchObject({ withNative: { n: 720 } });
    const [fused, native] = [of("fused"), of("native")] as unknown as { auroc: { value: number }; withNative: { value: number }; loss: { value: number } }[];
    expect(fused!.withNative.value).toBeGreaterThan(0.8);
    expect(native!.auroc.value - fused!.auroc.value).toBeLessThan(0.05);
    expect(native!.loss.value).toBeLessThan(fused!.loss.value + 0.01);
    expect(fused!.loss.value).toBeLessThan(Math.LN2);
    for (const each of [fused!, native!]) expect(each).toMatchObject({ auroc: { n: listPremises().length, method: "cluster-bootstrap-percentile" }, loss: { n: listPremises().length, method: "cluster-bootstrap-percentile" } });
    expect(row.sufficiency.map(({ gate: id }) => id)).toEqual(["default", "own"]);
    expect(free.rows.find(({ question, bucket }) => question === "aiInWorld" && bucket === "256-511")?.channels).toEqual({ kind: "cannot-measure", reason: "cannot-measure/too-few" });
  });

  it("what is fused has the log loss of the mapped log ratio, as credences are given", () => {
    const own = examplesOf(tables.plain, contrastIds("authorIsAi", "measure"), foldOfPremise).filter(({ bucket }) => bucket === "64-127");
    const fit = fitBucket(own, false, sampledFit);
    if (isCannotMeasure(fit)) throw new Error(fit.reason);
    const losses = fit.mapped.flatMap((ratio, i) => (ratio === null ? [] : [lossOf(ratio, Number(fit.examples[i]?.label))]));
    expect(losses).toHaveLength(1440);
    const row = free.rows.find(({ question, bucket }) => question === "authorIsAi" && bucket === "64-127")!;
    const fused = isCannotMeasure(row.channels) ? undefined : row.channels.find(({ channel }) => channel === "fused");
    expect(fused?.loss).toMatchObject({ value: expect.closeTo(losses.reduce((sum, each) => sum + each, 0) / 1440, 9) as number });
  });

  it("becomes a page and pictures", () => {
    const table = headOf(tables, { date: "2026-01-01", seed: 1, wordings: 1 });
    const report = { m: { gate: { table, ...acceptance }, free: { table, ...free } } };
    const page = renderPage(report);
    expect(page).toContain("**Recommendation** (m)");
    expect(page).not.toMatch(/undefined|NaN|\[object/);
    for (const picture of [drawCurves(report), drawReliability({}), drawLengths({})]) expect(picture).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });
});
