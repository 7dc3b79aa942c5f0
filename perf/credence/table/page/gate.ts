/** @module The page's part on the gate, and what limit it recommends. */
import { isCannotMeasure } from "../../../../src/protocol/results.ts";
import { defaultLeastPrior } from "../../../../src/credence/gate-prior.ts";
import { defaultPolicy } from "../../../../src/premises/schema.ts";
import { toLogOdds } from "../../../../src/stats/log-space.ts";
import { bar, type LimitRange } from "../parts/curve.ts";
import type { Gate, GateRow, PremiseRow } from "../parts/gate.ts";
import type { Report } from "../results.ts";
import { percent, show, showCount, showLimit, showShare } from "./show.ts";
import { toTable } from "../../../common/table.ts";

/** Whether some share over the limit was measured: without one the picture would show nothing but its axes. */
export function hasCurves(report: Report): boolean {
  return Object.values(report).some(({ gate }) => gate?.curves.some(({ human, contrasts }) => !isCannotMeasure(human) || !isCannotMeasure(contrasts)) === true);
}

export function describeGate(report: Report): string[] {
  return [
    "## The gate at 64 tokens",
    ...(hasCurves(report) ? ["![Share of texts accepted over the gate's limit](pictures/credence-gate.svg)"] : []),
    "A text is accepted where both credences are measured and neither is above the limit; `cannot-measure` is not accepted. Credences are native, by the code that ships, with calibrations of the other folds' premises and prompts (they say which texts are unlike what was seen, and whether a gate may act). Texts drawn under an author contrast were scored for `authorIsAi` alone, those of the world contrast for `aiInWorld` alone: their shares are *upper bounds* of what the gate with both lets through. Shares of contrasts count the five kinds alike.",
  ];
}

export function renderGate({ rows, texts, endedEarlier, notMeasured, ranges }: Gate): string[] {
  const reasons = Object.entries(notMeasured).map(([reason, count]) => `${reason} ${count}`).join("; ") || "none";
  return [
    `${texts} texts of at least 64 tokens; ${showShare(endedEarlier)} of the human ones ended earlier and are not among them. Not measured: ${reasons}.`,
    toTable(["gate", "limit", "human accepted", "by authorIsAi alone", "by aiInWorld alone", "contrasts accepted", "author kinds", "contrasts over human"], rows.map((row) => [row.title, String(row.limit), showCount(row.human), showShare(row.byQuestion.authorIsAi), showShare(row.byQuestion.aiInWorld), showShare(row.contrasts), showShare(row.authorKinds), show(row.ratio, 2)])),
    toTable(["gate", ...(rows[0]?.kinds ?? []).map(({ kind }) => kind)], rows.map(({ title, kinds }) => [title, ...kinds.map(({ accepted }) => showCount(accepted))])),
    ...rows.map(premiseTable),
    `**Limits that reach the bar** (at least ${percent(bar.human)} of human texts, contrasts at most ${bar.ratio} of their share).`,
    toTable(["gate", "by the values", "by the ends of the intervals", "closest: least contrasts among limits that accept enough human texts"], ranges.map((range) => rangeCells(range, rows))),
  ];
}

/** What the ranges of all models have in common, as a recommendation. */
export function recommend(report: Report): string {
  const unmeasured = Object.entries(report).filter(([, { gate }]) => gate === undefined || gate.rows.some(isUnmeasured)).map(([model]) => model);
  if (unmeasured.length > 0) return `**Recommendation**: none yet, the gate was not measured on ${unmeasured.join(" and ")} (no table, or one too small for calibrations).`;
  const rangesOf = (id: LimitRange["gate"]): (LimitRange | null)[] => Object.values(report).map(({ gate }) => gate?.ranges.find((range) => range.gate === id) ?? null);
  if (Object.keys(report).length === 0) return "**Recommendation**: none yet, nothing was measured.";
  const models = Object.keys(report).join(" and ");
  const [gate, own] = [common(rangesOf("default")), common(rangesOf("own"))];
  const limit = defaultPolicy.maxCredence.authorIsAi;
  const ownText = own === null ? "With each premise's own prior as it is no single limit reaches it" : `With each premise's own prior as it is it would take a limit between ${showLimit(own[0])} and ${showLimit(own[1])}`;
  const why = `${ownText}: from a prior of 0.001 a text may add ${(toLogOdds(0.1) - toLogOdds(0.001)).toFixed(1)} nats before it passes 0.1. The premise's prior tells how likely an AI wrote such a document; the bar asks what the text adds, so the gate supposes at least ${defaultLeastPrior}, and the premise's prior is reported beside it.`;
  if (gate === null) return `**Recommendation** (${models}): no limit reaches the bar for each of the models. ${why}`;
  const verdict = gate[0] <= limit && limit <= gate[1] ? `keep the limit of ${limit}` : `a limit from the range, since ${limit} lies outside`;
  return `**Recommendation** (${models}): ${verdict}; any from ${showLimit(gate[0])} to ${showLimit(gate[1])} reaches the bar. ${why}`;
}

function isUnmeasured({ human, contrasts }: GateRow): boolean {
  return isCannotMeasure(human) || isCannotMeasure(contrasts);
}

/** The limits of every range; null where one has none or they don't meet. */
function common(ranges: readonly (LimitRange | null)[]): readonly [number, number] | null {
  const ends = ranges.map((range) => range?.byValue ?? null);
  if (ends.some((each) => each === null)) return null;
  const [low, high] = [Math.max(...ends.map((each) => each?.[0] ?? 1)), Math.min(...ends.map((each) => each?.[1] ?? 0))];
  return low <= high ? [low, high] : null;
}

function premiseTable({ title, limit, premises }: GateRow): string {
  const prior = ({ priors }: PremiseRow): string => `${showLimit(priors.authorIsAi)}, ${showLimit(priors.aiInWorld)}`;
  return toTable([`${title}, limit ${limit}`, "priors: author, world", "human accepted", "contrasts accepted"], premises.map((row) => [row.premise, prior(row), showCount(row.human), showShare(row.contrasts)]));
}

function rangeCells({ gate, byValue, byInterval, closest }: LimitRange, rows: readonly GateRow[]): string[] {
  const title = rows.find(({ id }) => id === gate)?.title ?? gate;
  if (rows.some(isUnmeasured)) return [title, "not measured", "not measured", ""];
  const span = (ends: readonly [number, number] | null): string => (ends === null ? "none" : `${showLimit(ends[0])} to ${showLimit(ends[1])}`);
  return [title, span(byValue), span(byInterval), closest === null ? "none" : `${showLimit(closest.limit)}: human ${showShare(closest.human)}, ratio ${show(closest.ratio, 2)}`];
}
