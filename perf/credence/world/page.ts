/** @module The page of what was measured in the exact world, written from the report. */
import type { Coverage } from "./noisy.ts";
import { type Report, showEstimate, showProbability } from "./report.ts";
import type { Curve } from "./skill.ts";
import type { Point } from "./unselected.ts";
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { toTable } from "../../common/table.ts";

/** Markdown. */
export function renderPage(report: Report): string {
  return [
    "# Credence where the truth is known",
    "This page is written by `npm run perf -- credence-world`; [the same as data](data/exact-world-measured.json). Do not edit it by hand. What the world is, and what the paper's claims are in it: [the exact world](exact-world.md).",
    describeRun(report),
    "## An exact predictor",
    renderDeviation(report),
    "## A noisy predictor",
    renderCoverage(report.noisy),
    "## Runs of which none is chosen",
    "![Means after each number of steps, with 95 % intervals](pictures/exact-world-unselected.svg)",
    renderUnselected(report),
    "## Skill",
    "![P(author is an AI) against the skill asked for](pictures/exact-world-skill.svg)",
    renderSkill(report),
  ].join("\n\n") + "\n";
}

function describeRun({ sizes, seed, date }: Report): string {
  return [
    `- *Texts.* ${sizes.texts}, of up to ${sizes.tokens} tokens, each under one of nine human premises (three dates, three authors) with three contrasts (a stated AI, a later stated AI, the same author at a date when AI all but surely exists). Half were drawn by the predictor's own \`sample\`, from the premise or (as often) from one of its contrasts; a quarter are words of the world in random order, a quarter random ids. All were scored by the predictor's \`score\` under the premise and the contrasts.`,
    `- *Runs.* ${sizes.runs}, drawn step by step from the same probabilities.`,
    `- *Seed* ${seed}; measured ${date}.`,
  ].join("\n");
}

function renderDeviation({ posterior }: Report): string {
  const largest = Math.max(...posterior.flatMap(({ native, latents }) => [native, latents]));
  const names = { mixture: "drawn by the predictor", words: "random words", ids: "random ids" } as const;
  return [
    `The posterior between a premise and its contrasts, log mean p(x | contrast) - log p(x | premise) at prior 1/2, comes from the predictor's scores; the closed form comes from the world's definition, by counting words and summing over all latents. The largest difference of any probability is ${largest.toExponential(1)} (at most 1e-9 was asked for: ${largest <= 1e-9 ? "reached" : "missed"}).`,
    toTable(["texts", "n", "tokens", "posterior from scores", "its log ratio (nats)", "P(date, world, author), read in order"],
      posterior.map(({ origin, texts, tokens, native, logRatio, latents }) => [names[origin], String(texts), String(tokens), ...[native, logRatio, latents].map((value) => value.toExponential(1))])),
  ].join("\n\n");
}

function renderCoverage(noisy: readonly Coverage[]): string {
  const least = Math.min(...noisy.flatMap(({ coverage }) => (isCannotMeasure(coverage) ? [] : [coverage.value])));
  return [
    `Every token's log-probability, under each context, is off by noise of its own with mean 0. Over T tokens a text's log odds are off by a sum whose variance is T v (1 + sum r_k^2): v is the variance of one token's noise, the premise's noise enters once, and each contrast's with its share r_k of the mean (delta method). The 95 % interval is the log odds and 1.96 standard deviations. v is known, or estimated: half the mean squared difference of two scores of the same tokens, on 50 texts of which none is tested. Least coverage: ${least.toFixed(3)} (0.93 was asked for: ${least >= 0.93 ? "reached" : "missed"}).`,
    toTable(["noise", "standard deviation a token (nats)", "variance", "share of intervals that hold the closed form", "n", "mean width (probability)"],
      noisy.map(({ law, deviation, estimated, coverage, width }) => [law, String(deviation), estimated ? "estimated" : "known", showEstimate(coverage), "n" in coverage ? String(coverage.n) : "", width.toFixed(3)])),
  ].join("\n\n");
}

function renderUnselected({ unselected, sizes }: Report): string {
  const { authorIsAi, aiInWorld, underHuman, ratio, native, premise, pair } = unselected;
  const row = (points: readonly Point[], at: number): string => {
    const point = points.find((each) => each.at === at);
    return point === undefined ? "" : showEstimate(point.mean);
  };
  const expected = (points: readonly Point[]): string => points[0]?.expected?.toFixed(3) ?? "";
  return [
    `Author and world drawn from their probabilities under \`${premise}\`: whatever the text says on its way, the mean of the posterior is the prior. Under the human alone (\`${pair.human}\`, against \`${pair.contrast}\`, prior 1/2), the mean posterior falls, since evidence comes in, while the mean likelihood ratio stays 1: rare runs with a large ratio make up for the many with a small one. That is what a monitor by Ville's inequality rests on. n = ${sizes.runs}; intervals by bootstrap (percentile), for the ratio by its exact variance (at many steps it is skewed, and the interval rough).`,
    toTable(["steps", `P(author is AI); closed form ${expected(authorIsAi)}`, `P(AI exists); ${expected(aiInWorld)}`, "under the human: posterior; below 0.5, falling", "under the human: ratio; 1"],
      unselected.steps.map((at) => [String(at), row(authorIsAi, at), row(aiInWorld, at), row(underHuman, at), row(ratio, at)])),
    "The same through the predictor: texts that `sample` drew from premise and contrasts half and half, read by its own `score`. Closed form: 0.5.",
    toTable(["tokens", "mean posterior of the contrasts", "n"], native.map(({ at, mean }) => [String(at), showEstimate(mean), "n" in mean ? String(mean.n) : ""])),
  ].join("\n\n");
}

function renderSkill({ skill }: Report): string {
  const pick = (xs: readonly number[]) => ({ world, name, points }: Curve): string[] => [world, name, ...xs.map((x) => {
    const p = points.find((point) => point.x === x)?.p;
    return p === undefined ? "" : isCannotMeasure(p) ? "nobody" : showProbability(p);
  })];
  const skills = [-4, -2, 0, 1.5, 3, 4, 6, 8];
  const counts = [0, 1, 2, 5, 10, 20, 50];
  return [
    `Under \`${skill.premise}\`; the best human's skill is ${skill.bestHuman}, that of the ablest AI 6. Of steps at a difficulty b, a share 1 / (1 + exp(b - skill)) is right.`,
    "**By what is asked for**: all steps of this difficulty right, or an author of at least this skill.",
    toTable(["world", "asked", ...skills.map(String)], [...skill.byDifficulty, ...skill.byThreshold].map(pick(skills))),
    "**By the first steps that were right.**",
    toTable(["world", "task", ...counts.map(String)], skill.byRightSteps.map(pick(counts))),
  ].join("\n\n");
}
