/** @module What the tables were to show, and whether they do: each bar with the figure that decides it, for each model. */
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import type { Judged, Measured } from "./judge.ts";
import { bar, reaches } from "./parts/curve.ts";
import type { DriftRow } from "./parts/drift.ts";
import type { Free } from "./parts/free.ts";
import type { Gate } from "./parts/gate.ts";
import type { MeanRow, Robustness } from "./parts/robustness.ts";
import type { FaultRow, Truth, TruthRow } from "./parts/truth.ts";
import { percent, show, showShare } from "./page/show.ts";
import type { ModelParts } from "./results.ts";
import { setting } from "./setting.ts";

/** `verdict`: null where there is nothing to judge by. */
export type Finding = { readonly claim: string; readonly bar: string; readonly figure: string; readonly verdict: "reached" | "missed" | null };

const leastTexts = 1000;
const robustBar = 0.85;

export function listFindings({ truth, robustness, free, gate }: ModelParts): Finding[] {
  return [
    ...(truth === undefined ? [] : judgeTruth(truth)), ...(robustness === undefined ? [] : judgeRobustness(robustness)),
    ...(free === undefined ? [] : judgeFree(free)), ...(gate === undefined ? [] : judgeGate(gate)),
  ];
}

function judgeTruth({ rows, drift, faults }: Truth): Finding[] {
  const author = rows.filter(({ question }) => question === "authorIsAi");
  const most = Math.max(0, ...author.map(({ texts }) => texts));
  const asked = author.filter(({ length }) => length <= setting.gateLength);
  return [
    { claim: "texts at one length", bar: `>= ${leastTexts}`, figure: String(most), verdict: most >= leastTexts ? "reached" : "missed" },
    ...asked.map((row): Finding => ({ claim: `raw posterior at ${row.length} tokens: intercept 0 and slope 1, error inside its null band`, bar: `not rejected at ${percent(setting.alpha)}`, figure: describeP(row), verdict: isTrue(row) })),
    judgeSampler(drift),
    ...faults.flatMap((fault) => [judgeFault(fault), ...(fault.drift === null ? [] : [judgeDrift(fault.title, fault.drift)])]),
  ];
}

/** Whether the posterior may mean what it says. */
export function isTrue({ test, error }: Pick<TruthRow, "test" | "error">): Finding["verdict"] {
  if (isCannotMeasure(test) || isCannotMeasure(error)) return null;
  return test.p >= setting.alpha && error.isInside ? "reached" : "missed";
}

/** A fault as the posterior shows it: found where a length rejects it, allowing for as many looks as there are lengths. */
export function judgeFault({ title, rows }: FaultRow): Finding {
  const tested = (rows ?? []).flatMap(({ length, test }) => (isCannotMeasure(test) ? [] : [{ length, p: test.p }]));
  const found = judgeTested(`planted fault: ${title}, by the posterior`, tested, "rejected");
  return rows === null ? { ...found, figure: "no table" } : found;
}

/** The same by the sampler alone. */
function judgeDrift(title: string, drift: readonly DriftRow[]): Finding {
  return judgeTested(`planted fault: ${title}, by the sampler alone`, testedDrift(drift), "rejected");
}

function judgeSampler(drift: readonly DriftRow[]): Finding {
  return judgeTested("the sampler alone: log p and entropy of human texts add up to 0", testedDrift(drift), "not rejected");
}

function judgeTested(claim: string, tested: readonly Tested[], wanted: "rejected" | "not rejected"): Finding {
  const verdict = tested.length === 0 ? null : isSurprising(tested) === (wanted === "rejected") ? "reached" : "missed";
  return { claim, bar: `${wanted} at ${percent(setting.alpha)} over all lengths`, figure: describeTested(tested), verdict };
}

type Tested = { readonly length: number; readonly p: number };

function testedDrift(drift: readonly DriftRow[]): Tested[] {
  return drift.flatMap(({ length, p }) => (isCannotMeasure(p) ? [] : [{ length, p }]));
}

/** Allows for as many looks as there are lengths (Bonferroni). */
function isSurprising(tested: readonly Tested[]): boolean {
  return Math.min(...tested.map(({ p }) => p)) * tested.length < setting.alpha;
}

function describeTested(tested: readonly Tested[]): string {
  return tested.length === 0 ? "cannot measure" : tested.map(({ length, p }) => `p ${p < 0.0005 ? "< 0.001" : p.toFixed(3)} at ${length}`).join(", ");
}

function judgeRobustness({ means, buckets }: Robustness): Finding[] {
  const author = means.filter(({ question, length }) => question === "authorIsAi" && length === setting.gateLength);
  const row = (leftOut: MeanRow["leftOut"], text: string): Finding[] => author.filter((mean) => mean.leftOut === leftOut).map(({ auroc }) => ({ claim: `AUROC at 64 to 127 tokens with the ${leftOut} left out, mean over all`, bar: text, figure: show(auroc), verdict: leftOut === "kind" || isCannotMeasure(auroc) ? null : auroc.value >= robustBar ? "reached" : "missed" }));
  return [
    ...row("wording", `>= ${robustBar}`), ...row("kind", "as it is"),
    { claim: "buckets in which a gate may act", bar: "as it is", figure: buckets.filter(({ acts }) => acts).map(({ question, bucket }) => `${question} ${bucket}`).join(", ") || "none", verdict: null },
  ];
}

function judgeFree({ rows }: Free): Finding[] {
  return rows.flatMap(({ question, bucket, channels }): Finding[] => {
    if (isCannotMeasure(channels)) return [];
    const of = (name: string): Measured | undefined => channels.find(({ channel }) => channel === name)?.auroc;
    return [{ claim: `free channels together at ${bucket} tokens, ${question}: AUROC beside native's`, bar: "as it is", figure: `${show(of("fused")) || "at chance"} beside ${show(of("native"))}`, verdict: null }];
  });
}

function judgeGate({ rows }: Gate): Finding[] {
  return rows.map((row): Finding => ({
    claim: `${row.title}, limit ${row.limit}: accepts of human texts, and contrasts beside them`,
    bar: row.id === "default" ? `>= ${percent(bar.human)}, ratio <= ${bar.ratio}` : "beside it",
    figure: `${showShare(row.human)}, ratio ${show(row.ratio, 2)}`,
    verdict: row.id !== "default" || isCannotMeasure(row.human) || isCannotMeasure(row.ratio) ? null : reaches(row) ? "reached" : "missed",
  }));
}

function describeP({ test, error, texts }: Judged): string {
  if (isCannotMeasure(test) || isCannotMeasure(error)) return "cannot measure";
  return `p ${test.p.toFixed(3)} and ${error.p.toFixed(3)}, n ${texts}`;
}
