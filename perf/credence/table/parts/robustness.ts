/** @module Robustness: texts drawn under one wording, or one kind of contrast, scored by the others; and a premise that no library has. */
import type { TableRow } from "../../../../src/credence/table/row.ts";
import { bucketOf } from "../../../../src/credence/lengths.ts";
import { leastAuroc } from "../../../../src/credence/estimate.ts";
import { cannotMeasure, isCannotMeasure } from "../../../../src/protocol/results.ts";
import { judge, type Judged, type Measured } from "../judge.ts";
import { contrastIds, kindOf, type Question, questions, setting } from "../setting.ts";
import type { Tables } from "../tables.ts";
import { mixtureOf } from "../texts.ts";
import { estimateMeanAuroc } from "./mean-auroc.ts";

/** `nothing`: scored by the contrasts that credences are measured against, their own among them. `outside`: the same, of the foreign premise. */
export type LeftOut = "nothing" | "wording" | "kind" | "kind, measured wordings" | "outside";

type Case = { readonly question: Question; readonly leftOut: LeftOut; readonly id: string; readonly drawn: readonly string[]; readonly against: readonly string[] };
export type RobustnessRow = Judged & { readonly question: Question; readonly leftOut: LeftOut; readonly id: string; readonly against: number; readonly length: number };

/** Mean AUROC over the wordings, or the kinds, each left out in turn. */
export type MeanRow = { readonly question: Question; readonly leftOut: LeftOut; readonly length: number; readonly auroc: Measured };

/** `acts`: whether the lower bound of the AUROC is above what a gate asks for; `isolated` the same of the worst kind, when it is left out. */
export type BucketRow = { readonly question: Question; readonly bucket: string; readonly auroc: Measured; readonly acts: boolean; readonly worst: { readonly id: string; readonly auroc: Measured; readonly acts: boolean } | null };

/** No bar hangs on these tests, so 199 sets of outcomes do. */
const replicates = 199;

export type Robustness = { readonly rows: readonly RobustnessRow[]; readonly means: readonly MeanRow[]; readonly buckets: readonly BucketRow[]; readonly outside: readonly string[] | null };

export function measureRobustness({ plain, outside }: Tables): Robustness {
  const cases = questions.flatMap(casesOf);
  const rows = cases.flatMap((each) => setting.bucketLengths.map((length) => judgeCase(plain, each, length)));
  const foreign = outside === null ? [] : cases.filter(({ leftOut }) => leftOut === "nothing").flatMap((each) => setting.bucketLengths.map((length) => judgeCase(outside, { ...each, leftOut: "outside" }, length)));
  const means = questions.flatMap((question) => (["wording", "kind"] as const).flatMap((leftOut) => setting.bucketLengths.flatMap((length): MeanRow[] => {
    const own = cases.filter((each) => each.question === question && each.leftOut === leftOut);
    return own.length < 2 ? [] : [{ question, leftOut, length, auroc: estimateMeanAuroc(own.map((each) => mixtureOf(plain, { ...each, length }).texts)) }];
  })));
  return { rows: [...rows, ...foreign], means, buckets: questions.flatMap((question) => setting.bucketLengths.map((length) => judgeBucket(rows, question, length))), outside: outside === null ? null : [...new Set(outside.map(({ premise }) => premise))] };
}

/** A question with one kind of contrast has no other kind to score by. */
export function casesOf(question: Question): Case[] {
  const [all, measured, audits] = [contrastIds(question), contrastIds(question, "measure"), contrastIds(question, "audit")];
  const kinds = [...new Set(all.map(kindOf))];
  const nothing: Case = { question, leftOut: "nothing", id: "", drawn: measured, against: measured };
  const wordings = all.map((id): Case => ({ question, leftOut: "wording", id, drawn: [id], against: audits.includes(id) ? measured : all.filter((other) => other !== id) }));
  if (kinds.length < 2) return [nothing, ...wordings];
  const isOf = (kind: string) => (id: string): boolean => kindOf(id) === kind;
  const without = (ids: readonly string[], kind: string): string[] => ids.filter((id) => !isOf(kind)(id));
  return [
    nothing, ...wordings,
    ...kinds.map((kind): Case => ({ question, leftOut: "kind", id: kind, drawn: all.filter(isOf(kind)), against: without(all, kind) })),
    ...kinds.map((kind): Case => ({ question, leftOut: "kind, measured wordings", id: kind, drawn: measured.filter(isOf(kind)), against: without(measured, kind) })),
  ];
}

function judgeCase(table: readonly TableRow[], { question, leftOut, id, drawn, against }: Case, length: number): RobustnessRow {
  return { question, leftOut, id, against: against.length, length, ...judge(mixtureOf(table, { drawn, against, length }), replicates) };
}

function judgeBucket(rows: readonly RobustnessRow[], question: Question, length: number): BucketRow {
  const own = rows.filter((row) => row.question === question && row.length === length);
  const auroc = own.find(({ leftOut }) => leftOut === "nothing")?.auroc ?? cannotMeasure("cannot-measure/too-few");
  const kinds = own.filter(({ leftOut }) => leftOut === (question === "aiInWorld" ? "wording" : "kind"));
  const worst = kinds.toSorted((a, b) => lowerEnd(a.auroc) - lowerEnd(b.auroc))[0];
  return { question, bucket: bucketOf(length) ?? "", auroc, acts: acts(auroc), worst: worst === undefined ? null : { id: worst.id, auroc: worst.auroc, acts: acts(worst.auroc) } };
}

function acts(auroc: Measured): boolean {
  return lowerEnd(auroc) > leastAuroc;
}

function lowerEnd(measured: Measured): number {
  return isCannotMeasure(measured) ? -Infinity : measured.interval[0];
}
