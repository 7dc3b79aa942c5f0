import { describe, expect, it } from "vitest";
import { listPremises } from "../../../src/premises/library.ts";
import { humanContext, type TableRow } from "../../../src/credence/table/row.ts";
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { createRandom } from "../../../src/random/seeded.ts";
import { testCalibration } from "../../../src/stats/calibration/recalibration.ts";
import { isTrue, judgeFault, listFindings } from "./findings.ts";
import { makeTable } from "./made-up.ts";
import { judge, type Judged, posteriorLogOdds } from "./judge.ts";
import { renderPage } from "./page/page.ts";
import { estimateMeanAuroc } from "./parts/mean-auroc.ts";
import { casesOf, measureRobustness } from "./parts/robustness.ts";
import { measureTruth, shiftByOne } from "./parts/truth.ts";
import { headOf } from "./results.ts";
import { contrastIds, setting } from "./setting.ts";
import type { Tables } from "./tables.ts";
import { mixtureOf, rowsAt } from "./texts.ts";

const plain = makeTable({ batches: 40, seed: 12 });
const tables: Tables = { plain, outside: null, faults: { "t0.7": makeTable({ batches: 24, seed: 6, temperature: 0.7 }), "p0.9": null, "t0.7-p0.95": null } };
const measured = contrastIds("authorIsAi", "measure");
const at = (length: number, rows: readonly TableRow[] = plain) => mixtureOf(rows, { drawn: measured, against: measured, length });

describe("texts at a length", () => {
  it("have the plan's weights, and ratios with the mean outside the sums", () => {
    const { texts, prior, lost } = at(16);
    expect([texts.length, prior, lost]).toEqual([640, 0.5, 0]);
    expect(mixtureOf(plain, { drawn: ["capable-ai/measure"], against: ["capable-ai/measure"], length: 16 }).prior).toBeCloseTo(1 / 9, 12);
    const [row] = plain.filter(({ drawn }) => drawn === humanContext);
    const sum = (id: string): number => row!.logprobs[id]!.slice(0, 16).reduce((total, each) => total + each, 0);
    const expected = Math.log(measured.reduce((total, id) => total + Math.exp(sum(id)), 0) / 4) - sum(humanContext);
    expect(texts.find(({ positive }) => !positive)?.logRatio).toBeCloseTo(expected, 8);
  });

  it("are those of batches drawn that far; a text that ended earlier counts whole, and one that a limit ended does not", () => {
    expect(new Set(rowsAt(plain, 128).map(({ key }) => key.split("/")[1])).size).toBe(10);
    expect(at(128).texts.length).toBe(10 * 16);
    const ending = makeTable({ batches: 8, seed: 7, ending: 0.02 });
    expect(ending.some(({ end }) => end === "end-of-text")).toBe(true);
    expect(at(64, ending).texts.length).toBe(8 * 16);
    expect(at(128, ending).texts.length).toBe(2 * 16);
  });

  it("have the prior of their own batch", () => {
    const own = ["capable-ai/measure"];
    const { texts, prior } = mixtureOf(makeTable({ batches: 20, seed: 3, auditBatches: 10 }), { drawn: own, against: own, length: 16 });
    expect([...new Set(texts.map((text) => text.prior))]).toEqual([1 / 9, 6 / 14]);
    expect(prior).toBeCloseTo((10 + 60) / (90 + 140), 12);
  });

  it("of an audit wording come from the batches that drew it, so that every premise keeps its weights", () => {
    const { texts, prior } = mixtureOf(plain, { drawn: ["stated-ai/audit"], against: measured, length: 32 });
    expect([texts.length, prior]).toEqual([10 * 9, 1 / 9]);
  });
});

describe("truth", () => {
  const truth = measureTruth(tables);

  it("is not rejected where it holds by construction, at any length and for either question, with batches of different shares", () => {
    const mixed = measureTruth({ plain: makeTable({ batches: 96, seed: 12, auditBatches: 48 }), outside: null, faults: {} });
    expect(mixed.rows.map(({ length }) => length)).toEqual([...setting.lengths, ...setting.lengths]);
    for (const row of mixed.rows) expect(isTrue(row), `${row.question} ${row.length}`).toBe("reached");
  }, 60_000);

  it("sees that a constant is amiss where independent outcomes do not, since the plan fixed how many there are", () => {
    const mixture = at(16);
    const p = ({ test }: Judged): number => (isCannotMeasure(test) ? NaN : test.p);
    const texts = mixture.texts.map((text) => ({ ...text, logRatio: text.logRatio + 0.15 }));
    const [right, shifted] = [judge(mixture), judge({ ...mixture, texts })];
    const independently = testCalibration(posteriorLogOdds(texts), texts.map(({ positive }) => positive), { random: createRandom(setting.seed) });
    expect(p(right)).toBeGreaterThan(0.2);
    expect(p(shifted)).toBeLessThan(0.05);
    expect(isCannotMeasure(independently) ? NaN : independently.p).toBeGreaterThan(0.05);
    expect([right.test, right.error]).toMatchObject([{ method: "cox-likelihood-ratio-redrawn-by-design" }, { band: { method: "redrawn-outcomes-by-design" } }]);
  });

  it("has the AUROC of all pairs", () => {
    const { texts } = at(32);
    const [yes, no] = [true, false].map((wanted) => texts.filter(({ positive }) => positive === wanted).map(({ logRatio }) => logRatio));
    const won = yes!.reduce((sum, a) => sum + no!.reduce((count, b) => count + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0);
    expect(truth.rows.find(({ question, length }) => question === "authorIsAi" && length === 32)?.auroc).toMatchObject({ value: expect.closeTo(won / yes!.length / no!.length, 12) as number });
  });

  it("finds planted faults by the same test, and does not call a missing table found", () => {
    const verdicts = Object.fromEntries(truth.faults.map((fault) => [fault.id, judgeFault(fault).verdict]));
    expect(verdicts).toEqual({ "t0.7": "reached", "p0.9": null, "t0.7-p0.95": null, "shifted-human": "reached", "shifted-contrasts": "reached" });
  });

  it("looks at the sampler alone: no excess where texts are drawn as they are scored", () => {
    const [honest, sharp] = [truth.drift, truth.faults.find(({ id }) => id === "t0.7")!.drift!].map((rows) => rows.find(({ length }) => length === 64)!.excess as unknown as { interval: [number, number] });
    expect(honest!.interval[0] < 0 && honest!.interval[1] > 0).toBe(true);
    expect(sharp!.interval[0]).toBeGreaterThan(3);
    expect(truth.faults.find(({ id }) => id === "p0.9")!.drift).toBeNull();
    const found = listFindings({ truth: { table: headOf(tables, { date: "2026-01-01", seed: 1, wordings: 1 }), ...truth } });
    const verdict = (part: string): unknown => found.find(({ claim }) => claim.includes(part))?.verdict;
    expect([verdict("the sampler alone: "), verdict("temperature 0.7, scored as 1, by the sampler alone"), verdict("temperature 0.7, scored as 1, by the posterior")]).toEqual(["reached", "reached", "reached"]);
    expect(found.some(({ claim }) => claim.includes("top-p 0.9, scored as all, by the sampler alone"))).toBe(false);
  });

  it("shifts one side by a token, as many on either", () => {
    const row = { ...plain[0]!, logprobs: { h: [1, 2, 3], a: [4, 5, 6] } };
    expect(shiftByOne(row, "human").logprobs).toEqual({ h: [2, 3], a: [4, 5] });
    expect(shiftByOne(row, "contrasts").logprobs).toEqual({ h: [1, 2], a: [5, 6] });
  });

  it("is not judged on one kind of text alone", () => {
    const { texts } = at(16);
    expect(judge({ texts: texts.filter(({ positive }) => positive), prior: 0.5, lost: 0 }).test).toEqual({ kind: "cannot-measure", reason: "cannot-measure/too-few" });
  });
});

describe("robustness", () => {
  it("never scores by what is left out", () => {
    const author = casesOf("authorIsAi");
    expect(author.map(({ leftOut }) => leftOut).filter((leftOut) => leftOut === "wording")).toHaveLength(8);
    expect([author.length, casesOf("aiInWorld").length]).toEqual([1 + 8 + 4 + 4, 1 + 2]);
    for (const { leftOut, drawn, against } of author.filter((each) => each.leftOut !== "nothing")) {
      expect(against.filter((id) => drawn.includes(id))).toEqual([]);
      if (leftOut !== "wording") expect(against.filter((id) => drawn.some((own) => own.split("/")[0] === id.split("/")[0]))).toEqual([]);
    }
  });

  it("is worse with a kind left out than with nothing, and says where a gate may act", () => {
    const { rows, means, buckets, outside } = measureRobustness({ ...tables, outside: plain.filter(({ premise }) => premise === "student-essay") });
    const of = (leftOut: string): number[] => rows.filter((row) => row.leftOut === leftOut && row.length === 64 && row.question === "authorIsAi").flatMap(({ auroc }) => (isCannotMeasure(auroc) ? [] : [auroc.value]));
    expect(of("kind")).toHaveLength(4);
    expect(Math.min(...of("kind"))).toBeLessThan(of("nothing")[0]!);
    const mean = means.find(({ leftOut, length }) => leftOut === "kind" && length === 64)?.auroc;
    expect(mean).toMatchObject({ value: expect.closeTo(of("kind").reduce((sum, each) => sum + each / 4, 0), 12) as number, n: 10 });
    const direct = estimateMeanAuroc([mixtureOf(plain, { drawn: ["stated-ai/audit"], against: measured, length: 64 }).texts]);
    expect(direct).toMatchObject({ value: (rows.find((row) => row.id === "stated-ai/audit" && row.length === 64)!.auroc as { value: number }).value });
    expect(buckets.filter(({ acts }) => acts).map(({ bucket }) => bucket)).toContain("64-127");
    expect([outside, of("outside").length]).toEqual([["student-essay"], 1]);
  });

  it("gives no figure where a few batches are all there is", () => {
    const few = measureRobustness({ plain: plain.slice(0, 60), outside: null, faults: {} });
    expect(few.means.length).toBeGreaterThan(0);
    for (const { auroc } of few.means) expect(isCannotMeasure(auroc)).toBe(true);
    expect(few.outside).toBeNull();
  });
});

it("the page says what was not measured, and the findings count only what was", () => {
  expect(renderPage({}).match(/Not measured yet/g)).toHaveLength(5);
  expect(listFindings({})).toEqual([]);
  const table = headOf(tables, { date: "2026-01-01", seed: 1, wordings: 1 });
  expect(table).toMatchObject({ batches: 40, premises: listPremises().length });
  const page = renderPage({ m: { truth: { table, ...measureTruth({ ...tables, plain: plain.slice(0, 22), faults: {} }) } } });
  expect(page).toContain("| top-p 0.9, scored as all | no table |");
  expect(page.match(/Not measured yet/g)).toHaveLength(3);
  expect(page).toContain("| texts at one length | >= 1000 | 16 | missed |");
});
