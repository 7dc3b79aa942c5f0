/** @module The gate at 64 tokens: what it accepts of human texts and of each contrast's, under the default policy and as a curve. */
import { humanContext } from "../../../../src/credence/table/row.ts";
import { estimateProportion } from "../../../../src/stats/estimate.ts";
import { type GateSetting, gateSettings } from "../folds.ts";
import type { Measured } from "../judge.ts";
import { contrastIds, kindIds, kindOf, type Question, questions, setting } from "../setting.ts";
import type { Tables } from "../tables.ts";
import { rowsAt } from "../texts.ts";
import { type Accepted, acceptedOf, shareAccepted } from "./accepted.ts";
import { type CurvePoint, type LimitRange, rangeOfLimits, traceCurve } from "./curve.ts";
import { type GateText, readGateTexts } from "./gate-texts.ts";

export type KindRow = { readonly kind: string; readonly accepted: Measured };
export type PremiseRow = Accepted & { readonly premise: string; readonly priors: Readonly<Record<Question, number>> };
export type GateRow = Accepted & {
  readonly id: GateSetting["id"]; readonly title: string; readonly limit: number;
  /** Of human texts, by each credence alone. */
  readonly byQuestion: Readonly<Record<Question, Measured>>;
  /** The four kinds of author by their own credence alone: what is accepted where the world has no say. */
  readonly authorKinds: Measured;
  readonly kinds: readonly KindRow[]; readonly premises: readonly PremiseRow[];
};
export type Gate = {
  readonly length: number; readonly texts: number;
  /** Of human texts: those have no credence at this length, and no part here. */
  readonly endedEarlier: Measured;
  /** How many of all texts, by question and reason. */
  readonly notMeasured: Readonly<Record<string, number>>;
  readonly rows: readonly GateRow[]; readonly curves: readonly CurvePoint[]; readonly ranges: readonly LimitRange[];
};

export function measureGate({ plain }: Tables, onFold: (line: string) => void): Gate {
  const length = setting.gateLength;
  const drawn = rowsAt(plain, length);
  const texts = readGateTexts(drawn.filter((row) => row.tokens.length >= length), onFold);
  const human = drawn.filter((row) => row.drawn === humanContext);
  return {
    length, texts: texts.length,
    endedEarlier: estimateProportion(human.filter((row) => row.tokens.length < length).length, human.length),
    notMeasured: countReasons(texts),
    rows: gateSettings.map((gate) => describe(texts, gate)),
    curves: gateSettings.flatMap((gate) => traceCurve(texts, gate)),
    ranges: gateSettings.map((gate) => rangeOfLimits(texts, gate)),
  };
}

function describe(texts: readonly GateText[], gate: GateSetting): GateRow {
  const drawnUnder = (ids: readonly string[]): GateText[] => texts.filter(({ drawn }) => ids.includes(drawn));
  const byOne = (question: Question): Measured => shareAccepted(drawnUnder([humanContext]).map((text) => ({ ...text, ratios: question in text.ratios ? { [question]: text.ratios[question] } : {} })), gate);
  const premises = [...Map.groupBy(texts, ({ premise }) => premise)].sort(([a], [b]) => a.localeCompare(b)).map(([premise, own]): PremiseRow => ({
    premise, priors: { authorIsAi: gate.priorOf(premise, "authorIsAi"), aiInWorld: gate.priorOf(premise, "aiInWorld") }, ...acceptedOf(own, gate),
  }));
  return {
    id: gate.id, title: gate.title, limit: gate.limit, ...acceptedOf(texts, gate),
    byQuestion: { authorIsAi: byOne("authorIsAi"), aiInWorld: byOne("aiInWorld") },
    authorKinds: shareAccepted(drawnUnder(contrastIds("authorIsAi", "measure")), gate),
    kinds: kindIds().map((id) => ({ kind: kindOf(id), accepted: shareAccepted(drawnUnder([id]), gate) })),
    premises,
  };
}

function countReasons(texts: readonly GateText[]): Record<string, number> {
  const reasons = texts.flatMap(({ ratios }) => questions.flatMap((question) => {
    const ratio = ratios[question];
    return typeof ratio === "string" ? [`${question}: ${ratio.replace("cannot-measure/", "")}`] : [];
  }));
  return Object.fromEntries([...Map.groupBy(reasons, (reason) => reason)].map(([reason, all]) => [reason, all.length]));
}
