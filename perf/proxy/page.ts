/** @module The page of the proxies, written from the report. */
import { type CannotMeasure, type Estimate, isCannotMeasure } from "../../src/protocol/results.ts";
import { showEstimate } from "../engine/page.ts";
import { judge } from "../engine/row.ts";
import { type Comparison, describeIdle, type Figure, type Measure, type Report, show } from "./report.ts";
import type { Connections } from "./setting.ts";
import { toTable } from "../common/table.ts";

/** Markdown. */
export function renderPage(report: Report): string {
  return [
    "# What a proxy costs",
    "This page is written by `npm run perf -- proxy`; [the same as data](data/proxy-measured.json). Do not edit it by hand. `scripts/peers/make-proxies.sh` makes the peers.",
    "![Ours over each peer's, with 95 % intervals and bars](pictures/proxy.svg)",
    describeRun(report),
    "## Beside the peers",
    "Above 1, ours is better: our requests a second over the peer's, the peer's latency over ours, round by round.",
    renderComparisons(report),
    "## One connection",
    "`added`: what an arm's percentile is above that of the direct arm in the same round.",
    renderFigures(report, 1, ["rate", "p50", "p99", "addedP50", "addedP99", "cpu"]),
    "## 64 connections",
    renderFigures(report, 64, ["rate", "p50", "p99", "cpu"]),
    "## What was compared",
    report.arms.map(({ title, version, method }) => `- **${title}** (${version}): ${method}.`).join("\n"),
    describeLimits(report),
  ].join("\n\n") + "\n";
}

function describeRun({ machine, rounds, seconds, warmUp, seed, date }: Report): string {
  return [
    `- *Machine.* ${machine.processor}, ${machine.cores} cores, ${machine.memoryGb.toFixed(0)} GB, ${machine.system}, Node ${machine.node.replace(/^v/, "")}. Upstream and load run on it too, one thread each. Measured ${date}.`,
    `- *Rounds.* ${rounds} rounds; in each, every arm with 1 and with 64 connections for ${seconds} s, in an order drawn anew (seed ${seed}); before the first, ${warmUp} s of each. All servers run all the time, only one is asked.`,
    `- *Load.* wrk, a closed loop: each connection asks again when it has its answer, so a slow server is asked less, and its latency at a given rate is not told. Every request counts; wrk's correction of latencies is undone. A trial in which a request fails is an error.`,
    "- *Figures.* Medians over rounds of each round's own figure, with 95 % intervals by bootstrap over rounds (BCa, 2,000 resamples); n is the number of rounds. `open`: the interval contains the bar.",
  ].join("\n");
}

function renderComparisons({ comparisons, arms }: Report): string {
  const title = (id: string): string => arms.find((arm) => arm.id === id)?.title ?? id;
  const cells = ({ ours, peer, connections, row }: Comparison): string[] => {
    const verdict = judge(row);
    return [title(ours), title(peer), String(connections), row.name, showEstimate(row.estimate, "ratio"), row.bar?.kind === "least" ? `>= ${row.bar.limit}` : "", verdict === "none" ? "" : verdict, row.note];
  };
  return toTable(["ours", "beside", "connections", "what", "ratio", "bar", "verdict", "behind it"], comparisons.map(cells));
}

const heads: Record<Measure, string> = { rate: "requests/s", p50: "p50", p99: "p99", addedP50: "p50 added", addedP99: "p99 added", cpu: "processor time a request" };

function renderFigures({ figures, arms }: Report, connections: Connections, measures: readonly Measure[]): string {
  const find = (arm: string, measure: Measure): Figure | undefined => figures.find((figure) => figure.arm === arm && figure.connections === connections && figure.measure === measure);
  const cell = (arm: string, measure: Measure): string => {
    const figure = find(arm, measure);
    return figure === undefined ? "" : showFigure(figure.estimate, measure);
  };
  return toTable(["arm", ...measures.map((measure) => heads[measure])], arms.map(({ id, title }) => [title, ...measures.map((measure) => cell(id, measure))]));
}

function showFigure(estimate: Estimate | CannotMeasure, measure: Measure): string {
  if (isCannotMeasure(estimate)) return `cannot measure (${estimate.reason.replace("cannot-measure/", "")})`;
  const [low, high] = estimate.interval.map((each) => show(each, measure).replace(/ .*|\/s/, ""));
  return `${show(estimate.value, measure)} [${low}, ${high}]`;
}

function describeLimits({ trials }: Report): string {
  return [
    "## What this does not say",
    `- While one arm was asked, ${describeIdle(trials)}.`,
    "- An answer of some 500 bytes that is there at once shows what a proxy costs, and hardly what a user notices: a model takes seconds.",
    "- Load, upstream and proxy share the cores, so what an arm does in further threads (ours: the ledger) takes time from the others as it would on a small machine.",
    "- Streams are not measured here.",
  ].join("\n");
}
