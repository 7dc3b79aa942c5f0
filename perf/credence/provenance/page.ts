/** @module The page of provenance, written from its data. */
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { beginningTokens } from "../../../src/credence/observed/beginning.ts";
import type { Figures, Measured } from "./figures.ts";
import { aimedAt, listFindings } from "./findings.ts";
import { scores } from "./judge.ts";
import { binoculars, fastDetectGpt } from "./published.ts";
import type { ModelReport, Report } from "./results.ts";
import { setting } from "./setting.ts";
import { splitKinds } from "./splits.ts";
import { variants } from "./variants.ts";
import { toTable } from "../../common/table.ts";

/** Markdown. */
export function renderPage({ models }: Report): string {
  return [
    "# Who wrote it? Provenance, measured",
    "This page is written by `npm run perf -- credence-provenance`; [the same as data](data/provenance-measured.json). Do not edit it by hand.",
    "The question is `provenance`: did a machine emit this text? It is asked of foreign texts (mode `observed`), and says nothing about text that the project samples, all of which a machine emitted. One small model reads a text once; three channels learn from labelled texts: its mean *hidden* state, the *surprisal* of its tokens, and Fast-DetectGPT's *curvature*. Every figure is of texts that the calibration behind it has not seen.",
    describeTexts(models),
    ...models.flatMap((model) => describeModel(model)),
    describeMethod(),
    describeLimits(),
  ].join("\n\n") + "\n";
}

function describeTexts(models: readonly ModelReport[]): string {
  const sources = models[0]?.texts ?? [];
  const rows = sources.map(({ domain, generator, given }) => [domain, generator, String(given), ...models.map(({ texts }) => String(texts.find((each) => each.domain === domain && each.generator === generator)?.read ?? 0))]);
  return [
    "## Texts",
    "Pairs of the Fast-DetectGPT repository (MIT): Wikipedia paragraphs (`squad`, from SQuAD's contexts) and Reddit stories (`writing`), each begun by a human and continued by a human or a machine from the same 30 tokens on. Human texts that stand in several files, cut to several lengths, are taken once, at their longest.",
    toTable(["domain", "author", "texts", ...models.map(({ model }) => `read by ${model}`)], rows),
  ].join("\n\n");
}

function describeModel(report: ModelReport): string[] {
  const aims = aimedAt(report).flatMap((split) => listFindings(split).map(({ aim, bar, figure, verdict }) => [split.id ?? "", aim, bar, figure === null ? "" : figure.toFixed(3), verdict]));
  return [
    `## ${report.model}`,
    `Measured ${report.date}, seed ${report.seed}, weights ${report.fingerprint.weights.slice(0, 12)}. Intervals are 95 %, over prompts.`,
    `![AUROC of each channel by split, ${report.model}](pictures/provenance-${report.model}.svg)`,
    "**What was aimed at**, on an unseen domain with unseen generators. The shipped calibration learns from both domains; these learn from one.",
    toTable(["split", "aim", "bar", "figure", "verdict"], aims),
    ...splitKinds.flatMap(({ id, title, method }) => describeSplit(report, id, title, method)),
    ...describeGenerators(report),
    ...describeLengths(report),
    ...describeVariants(report),
  ];
}

function describeSplit({ splits }: ModelReport, kind: string, title: string, method: string): string[] {
  const own = splits.filter((split) => split.kind === kind && (kind === "prompt" || split.id !== null));
  const rows = own.flatMap(({ id, scores: figures, notMeasured }) => scores.map((name) => [id ?? "all", name, ...toCells(figures[name]), name === "fused" ? percent(notMeasured) : ""]));
  return [`### ${title}`, `${method}.`, toTable(["", "channel", "human", "machine", "AUROC", ...setting.fprs.map((fpr) => `TPR at FPR ${100 * fpr} %`), "calibration error", "Brier", "log loss", `not measured, over ${setting.longerThan} tokens`], rows)];
}

function toCells({ humans, machines, auroc, tpr, calibration, brier, logLoss }: Figures): string[] {
  const error = isCannotMeasure(calibration) ? "cannot measure" : `${calibration.absolute.value.toFixed(3)} (as it is ${calibration.plugIn.toFixed(3)}, by chance up to ${calibration.band.absolute.upper.toFixed(3)})`;
  return [String(humans), String(machines), show(auroc), ...tpr.map((each) => percent(each.tpr)), error, value(brier), value(logLoss)];
}

function describeGenerators({ generators }: ModelReport): string[] {
  const sources = fastDetectGpt.filter(({ domain, generator }) => generators.some((each) => each.domain === domain && each.generator === generator));
  const rows = sources.map(({ domain, generator, blackBox, whiteBox }) => {
    const of = (kind: string): Measured[] => {
      const own = generators.find((each) => each.kind === kind && each.domain === domain && each.generator === generator);
      return own === undefined ? [] : scores.map((name) => own.auroc[name]);
    };
    return [domain, generator, ...of("prompt").map(value), value(of("both")[3]), blackBox.toFixed(3), whiteBox?.toFixed(3) ?? ""];
  });
  return [
    "### By generator, beside what others published",
    `AUROC of one generator's texts against the human texts of their prompts: by each channel on unseen prompts, and fused on an unseen domain with unseen generators. Beside it Fast-DetectGPT's published AUROC for the same files: *black box*, drawn by GPT-J (6 billion parameters) and scored by GPT-Neo (2.7 billion); *white box*, the author's own weights. Its files judge whole texts, ours all but the first ${beginningTokens} tokens, and human texts once. ${binoculars}.`,
    toTable(["domain", "generator", ...scores.map((name) => `${name}, unseen prompts`), "fused, both unseen", "Fast-DetectGPT, black box", "white box"], rows),
  ];
}

function describeLengths({ lengths }: ModelReport): string[] {
  const rows = lengths.filter(({ kind }) => kind !== "domain").map(({ kind, tokens, auroc, notMeasured }) => [splitKinds.find(({ id }) => id === kind)?.title ?? kind, tokens === null ? "whole" : String(tokens), ...scores.map((name) => value(auroc[name])), percent(notMeasured)]);
  return ["### By length", `AUROC of texts cut to so many tokens, of which the first ${beginningTokens} are read and not judged.`, toTable(["split", "tokens", ...scores, "not measured"], rows)];
}

function describeVariants({ variants: measured }: ModelReport): string[] {
  const rows = variants.map(({ id, title }) => {
    const of = (kind: string): string[] => measured.filter((each) => each.variant === id && each.kind === kind).flatMap(({ auroc, calibrationError }) => [show(auroc), value(calibrationError)]);
    return [title, ...of("prompt"), ...of("domain")];
  });
  return ["### What else was tried", "Fused, both directions between the domains taken together: a threshold that is the same for both is harder than one for each.", toTable(["", "AUROC, unseen prompts", "calibration error", "AUROC, unseen domain", "calibration error"], rows)];
}

function describeMethod(): string {
  return [
    "## How it is done, and what did not transfer",
    [
      `- **The beginning is not judged.** The first ${beginningTokens} tokens are read and left out, of the tokens' statistics and of the mean state: a model that knows no more than the text is surprised by any author there. In these data the beginning is human besides.`,
      "- **Levels are left out of the surprisal channel.** How likely and how open tokens are on average tells Wikipedia from stories as much as human from machine. Seven features that set a text beside what the model expected of it are left, with a penalty so strong that each keeps about its own weight.",
      "- **Shares are fixed**: one part surprisal, 0.1 parts hidden. Texts of known domains ask for far more of the hidden channel, and another domain does not bear that out: more of it doubles the calibration error there, since the mean state tells one domain from another before it tells who wrote. The shares and penalties were found on these two domains, so that the figures for an unseen domain are not blind to them; the weights themselves are.",
      "- **The map learns from both cases.** Where there are two domains, half of the scores that it is fitted to are held out by prompt and half by domain, since a foreign text may be of a known domain or of none.",
      "- **Both probes are ridge regressions** with a logistic line: for the hidden state, which has hundreds of entries, as good as logistic regression at a hundredth of the cost.",
      "- **Tried without success**: leaving the direction between the domains out of the probe (the machine texts of chat models went with it), histograms of ranks and of surprise against entropy, principal components of the hidden state.",
    ].join("\n"),
  ].join("\n\n");
}

function describeLimits(): string {
  return [
    "## What this does not say",
    [
      "- Two domains say little about a third. The splits by domain learn from one domain and five generators at most; what ships learns from both, and from seven.",
      "- A machine text here begins with a human's 30 tokens, and none was edited, paraphrased or translated.",
      `- A text whose judged part is shorter than 32 tokens is not measured, nor is one unlike those that were learned from.`,
      "- The prior is 1/2 as stated. At a prior of 1 % the same text has odds a hundredth of these: a false-positive rate of 1 % is then as many wrong alarms as right ones.",
    ].join("\n"),
  ].join("\n\n");
}

function show(measured: Measured): string {
  if (isCannotMeasure(measured)) return `cannot measure (${measured.reason.replace("cannot-measure/", "")})`;
  return `${measured.value.toFixed(3)} [${measured.interval.map((end) => end.toFixed(3)).join(", ")}]`;
}

function value(measured: Measured | undefined): string {
  return measured === undefined ? "" : isCannotMeasure(measured) ? "cannot measure" : measured.value.toFixed(3);
}

function percent(measured: Measured): string {
  return isCannotMeasure(measured) ? "" : `${(100 * measured.value).toFixed(1)} % [${measured.interval.map((end) => (100 * end).toFixed(1)).join(", ")}]`;
}
