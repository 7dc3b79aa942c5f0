/** @module The page of what was measured of reasoning on real models, written from the reports. */
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import type { Shares } from "../../../src/reason/helps/shares.ts";
import { levelOf, sureFrom } from "../../../src/reason/resources/describe-strengths.ts";
import { describeDecompositions, describeHelps, describePolicies, taskNames } from "./findings.ts";
import { type ArmSummary, type CredenceName, credenceNames } from "./reduce.ts";
import type { Difference, ModelReport } from "./report.ts";
import { policyWays, setting } from "./setting.ts";
import { show, showCredence, showSigned } from "./table.ts";
import { toTable } from "../../common/table.ts";

/** Markdown. */
export function renderPage(models: readonly ModelReport[]): string {
  return [
    "# Reasoning on real models",
    "This page is written by `npm run perf -- reason-models`; [the same as data](data/reason-models-measured.json). Do not edit it by hand. Every number stands with its n and a 95 % interval; where an interval of a difference holds 0, nothing can be told, and the page says so. With so few questions only large differences could be. The same command draws more questions behind those that are kept.",
    "## What was found",
    "### Why thinking helps, where it does", ...models.map(describeHelps),
    "![Parts of the difference between own thoughts and a direct answer](pictures/reason-models-helps.svg)",
    "### Policies against plain chain of thought", ...models.map(describePolicies),
    "![Log score of each policy less plain chain of thought, one chain and as many as cost the same](pictures/reason-models-policies.svg)",
    "### Who takes the question apart", ...models.map(describeDecompositions),
    "![Evidence for an AI author and for AI in the world, of two ways of decomposition less a person's](pictures/reason-models-decompositions.svg)",
    "## What was done", describeMethod,
    ...models.flatMap(renderModel),
  ].join("\n\n") + "\n";
}

const describeMethod = [
  `- *Questions.* Word problems of ours, of twelve kinds and one to four operations, generated from seed ${setting.seed}, with the right number among three near misses; OpenBookQA's test questions, their choices listed in the question. An answer is a distribution over the four choices, scored per token behind \`Answer:\`. Accuracy of guessing is 0.25, its log score -1.39 nats.`,
  `- *Document.* The premise \`${setting.premise}\` (for panels \`${setting.panel}\`), temperature 1, all tokens. One question has the same seed under every arm.`,
  "- *Why it helps.* Each condition is a document on the same paper: `direct` (no thoughts), `own` (as `reason` draws them), `filler` (as many tokens of dots in the same lines), `others` (the generator's worked steps to this question), `elsewhere` (good steps to other questions, whole lines, about as many tokens: for word problems those to problems of other kinds, which hold numbers of their own), `unshown` (thoughts drawn and left out again: the same document as `direct`, so it can only differ by rounding). total = own - direct; compute = filler - direct; reasoner = elsewhere - filler; content = own - elsewhere; bound = others - direct. A share of a total whose interval holds 0 is cannot-measure. Parts may pull against each other, so that a share lies below 0 or above 1.",
  `- *Policies.* ${policyWays.steps} thoughts, so that most chains reach the 32 tokens that a credence needs; the premise's own limits (both credences 0.1, weighed from a prior of at least 0.1). \`plain\`: nothing is refused; its tokens are given with the watch's five passes and without. \`plain-more\`: as many unwatched plain chains as come nearest to all tokens that \`resample\` took on that question (where it is not drawn: to those of one watched chain), their distributions averaged. An arm that refuses counts as wrong in accuracy, and is left out of the log score; differences are over questions that both answered. All arms of a table stand on the same questions, and what they ask in the same words is evaluated once: a policy that refused nothing is the plain chain to the last digit. Each arm counts all tokens that it alone would have cost.`,
  "- *Decompositions.* First the model's strengths are measured on nine families of sub-tasks. Then a question is taken apart by a schoolteacher's notes (`by-person`), by one whose strengths the notes say to be those of the profile (`by-strengths`), and by one who was told what a calculating machine that predicts text is good at (`told-of-machine`, a world with capable AI: an experiment, no premise to ask). Each part is drawn under a watch, answered at temperature 0 in a document of its own that holds neither the question nor other parts, and what was found is put under it. Credences are of the drawn parts: a credence with its premise's own prior; raw evidence in nats after the premise's own documents; and, as a common yardstick, that of the same texts after `by-person`'s documents. Under its own document a text speaks against its contrasts on average, so that evidence is mostly below 0: what counts are differences. Source of the expectation: Hubinger et al., Conditioning Predictive Models, arXiv 2302.00805, on external cognitive resources.",
  `- *Doubt.* 95 % intervals by bootstrap over questions (${setting.bootstrap.resamples} resamples, seed ${setting.bootstrap.seed}), paired for differences; no correction for how many were looked at. With few questions, many of which do not differ at all, they are too narrow. So arms are called better or worse only by a p-value: random sign flips of the paired differences in log score, two-sided, after Holm's correction for all comparisons of the table. Ways of decomposition are told apart by the same test of the evidence that they are expected to raise, corrected for the two. Raw nats of a model without calibration are no credences.`,
].join("\n");

function renderModel(model: ModelReport): string[] {
  const { helps, policies, decompositions, profile } = model;
  return [
    `## ${model.model}`,
    `Weights \`${model.weights.slice(0, 16)}\`, ${model.quantization}, engine ${model.engine}; ${model.threads} thread${model.threads === 1 ? "" : "s"}; ${model.date}. ${model.isCalibrated ? "Its credences are calibrated." : "It has no calibration, so its credences are cannot-measure."}`,
    ...helps.filter(({ arms }) => arms.length > 0).flatMap(({ task, arms, accuracy, logScore }) => [`### Why thinking helps: ${taskNames[task]}`, renderArms(arms, ["between"]), renderShares({ accuracy, "log score": logScore })]),
    ...policies.filter(({ arms }) => arms.length > 0).flatMap(({ task, arms, against }) => [`### Policies: ${taskNames[task]}`, renderArms(arms, ["watch", "answered", "drafts"]), renderAgainst(against), renderCredences(arms)]),
    ...(decompositions.arms.length === 0 ? [] : [
      ...decompositions.tasks.filter(({ arms }) => arms.length > 0).flatMap(({ task, arms, against }) => [`### Decompositions: ${taskNames[task]}`, renderArms(arms, ["watch", "drafts"]), renderAgainst(against)]),
      "### Decompositions: both credences, all questions", renderCredences(decompositions.arms), renderNats(model),
    ]),
    ...(profile === null ? [] : ["### Strengths on sub-tasks", renderProfile(profile)]),
  ];
}

type Column = "between" | "watch" | "answered" | "drafts";

function renderArms(arms: readonly ArmSummary[], columns: readonly Column[]): string {
  const has = (column: Column): boolean => columns.includes(column);
  const head = ["arm", "n", "accuracy", "log score", ...(has("answered") ? ["answered"] : []), ...(has("between") ? ["tokens before the answer"] : []), ...(has("drafts") ? ["lines or chains drawn"] : []), ...(has("watch") ? ["tokens without the watch", "tokens in all"] : ["tokens"])];
  return toTable(head, arms.map((arm) => {
    const all = arm.tokens.generated + arm.tokens.scored;
    return [
      arm.arm, String(arm.n), show(arm.accuracy), show(arm.logScore), ...(has("answered") ? [isCannotMeasure(arm.answered) ? "" : arm.answered.value.toFixed(2)] : []), ...(has("between") ? [arm.tokens.between.toFixed(0)] : []),
      ...(has("drafts") ? [arm.count.toFixed(1)] : []), ...(has("watch") ? [(all - arm.tokens.watch).toFixed(0)] : []), all.toFixed(0),
    ];
  }));
}

function renderShares(by: Readonly<Record<string, Shares>>): string {
  const names = ["total", "compute", "reasoner", "content", "bound", "unshown"] as const;
  return toTable(["by", ...names, "share: compute", "share: reasoner", "share: content"], Object.entries(by).map(([name, { parts, shares }]) => [
    name, ...names.map((part) => showSigned(parts[part])), show(shares.compute), show(shares.reasoner), show(shares.content),
  ]));
}

function renderAgainst(against: readonly Difference[]): string {
  return toTable(["arm", "less", "accuracy", "log score", "p", "tokens in all"], against.map((each) => [each.arm, each.against, showSigned(each.accuracy), showSigned(each.logScore), each.p === null ? "cannot measure (too-few)" : each.p.toPrecision(2), show(each.tokens, { signed: true, digits: 0 })]));
}

/** Of the whole chain, by arm. */
function renderCredences(arms: readonly ArmSummary[]): string {
  const watched = arms.filter(({ credences }) => credenceNames.some((name) => credences[name].measured > 0 || Object.keys(credences[name].reasons).length > 0));
  const cell = ({ credences }: ArmSummary, name: CredenceName): string => {
    const { measured, value, prior, reasons } = credences[name];
    const others = Object.entries(reasons).map(([reason, count]) => `${count} ${reason.replace("cannot-measure/", "")}`).join(", ");
    const told = measured === 0 ? "cannot measure" : `${isCannotMeasure(value) ? "one value" : showCredence(value)} from a prior of ${Number((prior ?? NaN).toPrecision(2))} (${measured} measured)`;
    return others === "" ? told : `${told}; ${others}`;
  };
  return toTable(["arm", ...credenceNames, "authorIsAi, raw nats", "aiInWorld, raw nats"], watched.map((arm) => [arm.arm, cell(arm, "authorIsAi"), cell(arm, "aiInWorld"), showSigned(arm.nats.authorIsAi), showSigned(arm.nats.aiInWorld)]));
}

function renderNats({ decompositions }: ModelReport): string {
  const rows = decompositions.credences.flatMap(({ arm, logOdds, nats, yardstick }) => credenceNames.map((name) => [arm, name, showSigned(nats[name]), showSigned(yardstick[name]), showSigned(logOdds[name])]));
  return `Each less \`by-person\`, paired:\n\n${toTable(["arm", "credence", "own documents, nats", "by-person's documents, nats", "credence, log odds, priors included"], rows)}`;
}

function renderProfile({ strengths, seed, premise }: NonNullable<ModelReport["profile"]>): string {
  const words = { sure: "quick and sure", fair: "fairly good", weak: "slow and often wrong" } as const;
  const rows = strengths.map((each) => [each.doing, `${each.right} of ${each.n}`, `[${each.interval.map((end) => end.toFixed(2)).join(", ")}]`, words[levelOf(each)]]);
  return `Under \`${premise.id}\`, without thoughts, seed ${seed}; Clopper and Pearson's interval. In words: wholly above ${sureFrom} is quick and sure, above guessing (0.25) fairly good, the rest slow and often wrong.\n\n${toTable(["sub-task", "right", "95 %", "in words"], rows)}`;
}
