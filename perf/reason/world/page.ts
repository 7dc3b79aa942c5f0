/** @module The page of chains where the truth is known, written from the report. */
import type { Worth } from "../../../src/predictor/world/steps/optimum.ts";
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { showEstimate, showProbability } from "../../credence/world/report.ts";
import { type BestKind, bestAt } from "./best.ts";
import type { Fitted } from "./margin.ts";
import type { Measured } from "./measure.ts";
import type { Report } from "./report.ts";
import type { Point, Selected } from "./selected.ts";
import { error, gated, maxShare, panel, policies, tokensOfStep, tries } from "./setting.ts";
import { toTable } from "../../common/table.ts";

/** Markdown. */
export function renderPage(report: Report): string {
  return [
    "# Reasoning where the truth is known",
    "This page is written by `npm run perf -- reason-world`; [the same as data](data/reason-world-measured.json). Do not edit it by hand. What the world is: [the exact world](exact-world.md).",
    describe(report),
    toTable(["asked for", "found", ""], barsOf(report).map(({ asked, found, reached }) => [asked, found, reached ? "reached" : "missed"])),
    "## Whom right steps speak for",
    renderSelected(report),
    "## Policies",
    renderPolicies(report),
    "## Against the optimum",
    renderOptimum(report),
    "## What more tries do to a gate that errs",
    renderTries(report),
    "## What is not in this",
    "The policies are those of `premise reason`, run by the same code, on a document of this world in place of a premise's page: a step is three tokens behind a task header that is inserted, and the answer is the last step. Its channel is given the posterior, so nothing here is about how well a real channel reads a real model. The world is one: how much a policy costs depends on who is able to do what in it. `re-anchor` restates the premise's headers, which are no evidence in the middle of a document of this world, so that only going back is left of it; a human setting that a model takes up again is not in it. Nor do a panel's people read one another here.",
  ].join("\n\n") + "\n";
}

function describe({ sizes, seed, date }: Report): string {
  const { premise, task, steps, limit } = gated;
  return [
    `- *A chain.* \`${premise}\` in \`${gated.world.id}\`, then ${steps} steps, each behind \`${task}\` (a task as hard as the best human is able): right or wrong, a word of manner, a word of topic. Every draft is drawn from the predictor given what was kept, so the author of a draft that is drawn again is a new one, from the posterior.`,
    `- *Limit.* P(author is an AI | kept text) at most ${limit}, after every step. *Quality*: share of steps that are right, 0 for a run without an answer.`,
    `- *Channels.* Exact: the true posterior. Noisy: each draft's rise in log odds is off by a normal error with a standard deviation of ${error} nats, the same for the same text, so after ${steps} steps the log odds are off by ${(error * Math.sqrt(steps)).toFixed(2)}.`,
    `- *Policies.* \`stop\` at the first refusal; \`resample\` up to ${tries} drafts of a step, then stop; \`re-anchor\`: back to before the last kept step, up to 4 times; \`panel\`: the next of ${panel} people, each with a sheet of their own, of which the worst counts.`,
    `- *Runs.* ${sizes.watched} without a policy, ${sizes.runs} of each policy and channel, with the same seeds; for tightening, ${sizes.calibration} others at each margin. Seed ${seed}; measured ${date}. Intervals of 95 %: Clopper-Pearson for shares, bootstrap (percentile, over runs; for differences, over pairs of runs) for means.`,
  ].join("\n");
}

type Bar = { readonly asked: string; readonly found: string; readonly reached: boolean };

function barsOf({ selected, optimum, policies: { measured } }: Report): Bar[] {
  const least = (key: "right" | "unselected"): number => Math.min(...selected.flatMap((each) => each[key]).flatMap(({ adjusted }) => adjusted ?? []));
  const gatedRuns = measured.filter(({ policy }) => policy !== "none");
  const [exact, noisy] = [gatedRuns.filter((each) => each.error === 0), gatedRuns.filter((each) => each.error > 0)];
  const worst = (all: readonly Measured[], of: (each: Measured) => Measured["under"], end: "value" | "low"): number => Math.min(...all.map(of).map((each) => (isCannotMeasure(each) ? 0 : end === "low" ? each.interval[0] : each.value)));
  const fewest = Math.min(...gatedRuns.map(({ under }) => (isCannotMeasure(under) ? 0 : under.n)));
  const answered = worst(gatedRuns, (each) => each.answered, "value");
  const isFitted = noisy.length === policies.length;
  const [under, low, all] = [worst(noisy, (each) => each.under, "value"), worst(noisy, (each) => each.under, "low"), worst(exact, (each) => each.under, "value")];
  return [
    { asked: "without a policy, 10 to 20 % of runs end above the limit", found: `${percent(optimum.breaks)} (closed form)`, reached: optimum.breaks >= 0.1 && optimum.breaks <= 0.2 },
    { asked: "P(AI | first steps right) is the closed form's, at every step", found: `least p of all tests, after Holm: ${least("right").toFixed(2)}`, reached: least("right") > 0.05 },
    { asked: "over all runs the mean posterior stays at the prior, at every step", found: `least p of all tests, after Holm: ${least("unselected").toFixed(2)}`, reached: least("unselected") > 0.05 },
    { asked: "noisy channel: of 1,000 answered runs and more, 95 % truly under the limit, by every policy", found: isFitted ? `least ${percent(under)}, of ${fewest} answered runs and more` : "for some policy no margin is enough", reached: isFitted && under >= 0.95 && fewest >= 1000 },
    { asked: "... and 93 % at the lower end of the interval", found: isFitted ? `least ${percent(low)}` : "", reached: isFitted && low >= 0.93 },
    { asked: "exact channel: all of them", found: percent(all), reached: all === 1 && exact.length === policies.length },
    { asked: "70 % of started runs answer, by every policy and channel", found: `least ${percent(answered)}`, reached: answered >= 0.7 },
  ];
}

function renderSelected({ selected }: Report): string {
  const rows = (key: "right" | "unselected") => ({ right, unselected }: Selected): string[][] => (key === "right" ? right : unselected).map((point) => [String(point.at), point.closed.toFixed(3), showEstimate(point.measured), "n" in point.measured ? String(point.measured.n) : "", showP(point)]);
  return [
    "Nothing is refused, each step is drawn by the predictor's own `sample`. The runs whose first steps are all right are by AIs as often as the closed form says: the more of them, the more they speak for whoever is abler than any human. Where most machines are weak the share falls first, and rises once the few that are not are all who is left. Over all runs nothing moves: to think on is no evidence, to have got it right is.",
    "![P(author is an AI) after each step](pictures/reason-world-selected.svg)",
    ...selected.flatMap((each) => [
      `\`${each.world}\`, \`${each.premise}\`, \`${each.task}\`: share of AI authors among runs whose first steps are all right. Each run's author is drawn from the posterior of its whole text, so author and text come as pairs from the world's own distribution. p: exact binomial test, after Holm over all tests of both tables and chains.`,
      toTable(["steps", "closed form", "share", "runs", "p"], rows("right")(each)),
    ]),
    "Over all runs: mean posterior against the prior (for a premise without an author: behind the first task header, which says that no author is named). p: normal test.",
    toTable(["chain", "prior", ...(selected[0]?.unselected.map(({ at }) => `after ${at}`) ?? []), "least p"],
      selected.map(({ world, unselected }) => [world, showProbability(unselected[0]?.closed ?? 0), ...unselected.map(({ measured }) => showEstimate(measured)), Math.min(...unselected.flatMap(({ adjusted }) => adjusted ?? [])).toFixed(2)])),
  ].join("\n\n");
}

function renderPolicies({ policies: { measured, fitted }, optimum }: Report): string {
  const [none] = measured;
  const name = ({ policy, error: own }: Measured): string => (policy === "none" ? policy : `${policy}, ${own > 0 ? "noisy" : "exact"}`);
  const exactly = (tried: number) => optimum.byTries.find(({ kind, tries: count }) => kind === "filter" && count === tried)?.worth;
  const [stop, resample] = [exactly(1), exactly(tries)];
  const untightened = fitted.filter(({ margin }) => margin === 0).map(({ policy }) => `\`${policy}\``);
  return [
    `Without a policy ${percent(optimum.breaks)} of runs end above the limit (closed form; drawn: ${none === undefined || isCannotMeasure(none.under) ? "" : percent(1 - none.under.value)}). "Truly under" is of the answered runs, by the true posterior of the kept text, whatever the channel said.`,
    toTable(["policy, channel", "tightened by (nats)", "answered", "truly under the limit", "n", "mean true credence (panel: of its worst sheet)"],
      measured.map((each) => [name(each), each.policy === "none" ? "" : String(each.margin), showEstimate(each.answered), showEstimate(each.under), "n" in each.under ? String(each.under.n) : "", showEstimate(each.truth)])),
    "What it costs, against the runs without a policy with the same seeds:",
    toTable(["policy, channel", "quality by started run", "to *none*", "quality by answered run", "tokens by started run", "to *none*"],
      measured.map((each) => [name(each), showEstimate(each.quality), each.policy === "none" ? "" : showEstimate(each.lost), showEstimate(each.qualityAnswered), each.policy === "none" ? `${(optimum.none.drafts * tokensOfStep).toFixed(1)} in every run` : showEstimate(each.tokens, 1), each.policy === "none" ? "" : showEstimate(each.moreTokens, 1)])),
    ...(stop === undefined || resample === undefined ? [] : [`With the exact channel \`stop\` and \`resample\` have a closed form, which the runs were not fitted to: \`stop\` answers ${stop.answered.toFixed(3)}, quality ${stop.quality.toFixed(3)}, ${(stop.drafts * tokensOfStep).toFixed(1)} tokens; \`resample\` ${resample.answered.toFixed(3)}, ${resample.quality.toFixed(3)}, ${(resample.drafts * tokensOfStep).toFixed(1)}.`]),
    `**How the limit was tightened.** A policy that may draw again keeps what its channel errs on in the text's favour. So each policy's limit is tightened by the smallest of ${fitted[0]?.tried.length ?? 0} margins at which, with a confidence of 95 % over all of them (Bonferroni), at most ${percent(maxShare)} of its answered runs truly end above the limit. ${untightened.length === 0 ? "" : `Not at all: ${untightened.join(", ")}; most of what they keep stands far below the limit. `}Share above the limit, and the bound, by margin:`,
    toTable(["policy", ...(fitted[0]?.tried.map(({ margin }) => `${margin} nats`) ?? []), "chosen"], fitted.map((each) => [each.policy, ...each.tried.map(({ over }) => (isCannotMeasure(over) ? showEstimate(over) : `${over.value.toFixed(3)} (${over.interval[1].toFixed(3)})`)), showMargin(each)])),
  ].join("\n\n");
}

const kinds: Readonly<Record<BestKind, string>> = {
  limited: "optimum under the limit", unlimited: "optimum without a limit", blind: "most answers, blind to what is right", filter: "filter: first draft under the limit",
};

function renderOptimum({ optimum, policies: { measured } }: Report): string {
  const counts = [...new Set(optimum.byTries.map(({ tries: count }) => count))];
  const cell = (kind: BestKind, count: number): string => showWorth(optimum.byTries.find((each) => each.kind === kind && each.tries === count)?.worth);
  const find = (kind: BestKind): Worth | undefined => (kind === "filter" ? optimum.byTries.find((each) => each.kind === kind && each.tries === tries) : optimum.frontier.findLast((each) => each.kind === kind))?.worth;
  const [blind, filter] = [find("blind"), find("filter")];
  return [
    `**What it is.** Keep, draw again (up to the tries of a step) or give up, decided on all that was kept and on the draft, so that no run answers above the limit and the expected share of right steps is as high as can be: by dynamic programming over how many steps are right and how often each word was kept (steps are independent given the author, so that is all a text says). It sees which steps are right, which no policy here does; it is a bound, not a policy. *Blind to what is right*: the same, with as many answers as can be for an aim. A rule that sees credences alone is not blind in this world: nearly every outcome moves the credence by an amount of its own, so that right and wrong could be read off it. *Filter*: keeps the first draft after which the credence is under the limit, and gives up when all tries are refused: \`resample\` with an exact channel, and with one try \`stop\`. Going back over kept steps, as \`re-anchor\` does, is no action of the optimum, and a panel's sheets are judged one by one: for those two it is a measure, no bound.`,
    "Quality; tokens; share answered, by tries of a step:",
    toTable(["", ...counts.map(String)], (["limited", "unlimited", "blind", "filter"] as const).map((kind) => [kinds[kind], ...counts.map((count) => cell(kind, count))])),
    ...(blind === undefined || filter === undefined ? [] : [`Between a filter and the most answers that anyone blind to what is right can come to there is little: of ${tries} tries and with the dearest drafts ${blind.answered.toFixed(3)} answered with ${(blind.drafts * tokensOfStep).toFixed(1)} tokens, quality ${blind.quality.toFixed(3)}; the filter ${filter.answered.toFixed(3)} with ${(filter.drafts * tokensOfStep).toFixed(1)}, ${filter.quality.toFixed(3)}. What is left to the optimum is choosing what is right, and choosing it so that it passes for a human's.`]),
    `With ${tries} tries of a step and at most so many drafts in a whole run:`,
    toTable(["", ...boundsShown.map(String)], (["limited", "unlimited"] as const).map((kind) => [kinds[kind], ...boundsShown.map((bound) => showWorth(optimum.bounded.find((each) => each.kind === kind && each.drafts === bound)?.worth))])),
    `With a price on each draft in place of a bound the dynamic programme traces the most that runs can come to at all with so many tokens on average, some of them given up early or, where that is best, never started:`,
    "![Quality against tokens](pictures/reason-world-frontier.svg)",
    "Full dots: exact channel; empty: noisy. At as many tokens as each policy drew (the interval of the difference is that of the quality):",
    toTable(["policy, channel", "tokens by started run", "quality", "optimum at as many", "difference"], measured.flatMap((each) => {
      if (isCannotMeasure(each.tokens) || isCannotMeasure(each.quality) || each.policy === "none") return [];
      const best = bestAt(optimum, "limited", each.tokens.value / tokensOfStep);
      return [[`${each.policy}, ${each.error > 0 ? "noisy" : "exact"}`, each.tokens.value.toFixed(1), each.quality.value.toFixed(3), best.toFixed(3), `${(best - each.quality.value).toFixed(3)} [${(best - each.quality.interval[1]).toFixed(3)}, ${(best - each.quality.interval[0]).toFixed(3)}]`]];
    })),
  ].join("\n\n");
}

function renderTries({ tries: byTries, sizes }: Report): string {
  const rises = [...new Set(byTries.map(({ error: own }) => own))].map((own) => {
    const of = byTries.filter((each) => each.error === own && !isCannotMeasure(each.over));
    const share = (each: (typeof of)[number] | undefined): string => (each === undefined || isCannotMeasure(each.over) ? "?" : percent(each.over.value));
    return `at ${own} nats from ${share(of[0])} with ${of[0]?.tries ?? 0} to ${share(of.at(-1))} with ${of.at(-1)?.tries ?? 0}`;
  });
  return [
    `\`resample\` with a noisy channel whose limit is not tightened, by how often a step may be drawn again: share of answered runs that truly end above the limit (${rises.join("; ")}), and what the limit has to be tightened by so that it is surely at most ${percent(maxShare)} (as above; ${sizes.tries} runs at each margin). A step is drawn again only while all its drafts are refused, which is seldom, so tries that are never used change nothing.`,
    "![Answered runs truly above the limit, by tries](pictures/reason-world-tries.svg)",
    toTable(["error (nats a draft)", "tries", "above the limit, not tightened", "n", "tightened by (nats)"], byTries.map(({ error: own, tries: count, over, fitted }) => [String(own), String(count), showEstimate(over), "n" in over ? String(over.n) : "", showMargin(fitted)])),
  ].join("\n\n");
}

/** Drafts of a whole run. */
const boundsShown = [gated.steps, gated.steps + 1, gated.steps + 2, gated.steps + 4, 2 * gated.steps];

function showWorth(worth: Worth | undefined): string {
  return worth === undefined ? "" : `${worth.quality.toFixed(3)}; ${(worth.drafts * tokensOfStep).toFixed(1)}; ${worth.answered.toFixed(3)}`;
}

function showMargin({ margin }: Fitted): string {
  return isCannotMeasure(margin) ? "none is surely enough" : String(margin);
}

function showP({ adjusted }: Point): string {
  return adjusted === null ? "" : adjusted.toFixed(2);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share === 1 ? 0 : 1)} %`;
}
