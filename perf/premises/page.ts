/** @module The page of what was measured, written from the report's data. */
import { isCannotMeasure } from "../../src/protocol/results.ts";
import { type ScoringMethod, scoringMethods } from "../../src/score/normalise.ts";
import type { ArmReport, Measured, MethodReport } from "./compare.ts";
import { bootstrapSeed } from "./compare.ts";
import { describeFindings } from "./findings.ts";
import { splitSeed } from "./questions.ts";
import type { ModelReport, Report, Tried } from "./report.ts";
import { toTable } from "../common/table.ts";

/** Markdown; `tried` may be empty. */
export function renderPage(report: Report, tried: readonly Tried[]): string {
  return [
    "# Do premises help?",
    "This page is written by `npm run perf -- premises`; [the same as data](data/premises-measured.json). Do not edit it by hand.",
    "![Accuracy by letter of every arm, with 95 % intervals](pictures/premises.svg)",
    "## What was found", ...describeFindings(report),
    "## What was done", ...describeMethod(report),
    ...report.models.flatMap((model) => describeModel(model)),
    "## What was chosen on development questions", describeChoices,
    "## Wordings tried", ...describeTried(tried),
  ].join("\n\n") + "\n";
}

/** Decisions, not measurements: change them with what they decide. */
const describeChoices = [
  "- *How choices become a distribution:* by letter, on log scores, which judge the distribution that is shown. On the 1.5B model letters are also right more often: 0.70, against 0.60 by prior-corrected, 0.40 by per-token, 0.34 by per-byte (50 questions, `expert-panel`). On the two small models they are not: letters are at guessing (0.21 to 0.30, log scores near -1.41), while prior-corrected is right in 0.37 to 0.45 of 100 questions, with log scores (-2.1 to -2.7) far below guessing: its choice is often right, its certainty is not to be believed. With a small model, and where only the choice counts, take `--scoring prior-corrected`.",
  "- *The line before the answer:* `Answer:`. Five premises first wrote `Agreed answer:`, `Ruling:`, `Finding:`, `Conclusion:` or `Key:` (the last two with `(A)` for `A.`); all five had a better log score with `Answer:`, by 0.02 to 0.04 nats. The forecaster's log was changed with them, without its first text having been tried.",
  "- *Worked items:* two, with different letters. Three or four were not better, nor was repeating the answer's text after its letter, nor other letters.",
  "- *The default premise:* `expert-panel`, on a par with one-shot in accuracy there. `careful-student` did at least as well in every model, by less than such numbers can tell.",
].join("\n");

function describeMethod({ date, machine, questions }: Report): string[] {
  return [
    [
      `- *Questions.* OpenBookQA's 500 test questions, shuffled with seed ${splitSeed}: the first ${questions} are the test, looked at once; wordings were chosen on the other 350.`,
      "- *Arms.* The ten premises of the library. Baselines: `plain` (the raw question), `one-shot` and `three-shot` (one and three worked examples, then the question), and for instruct models `chat` (the model's own chat template; the answer begins the assistant's turn). `plain-continuation` is a premise and a second raw question: it differs from `plain` in writing `A.` for `A)`.",
      "- *Methods.* `letter`: choices are listed and the letters' probabilities renormalised (one pass). `per-token`, `per-byte`: the choices' own texts, unlisted, over their length. `prior-corrected`: the same, less what the text gets after the neutral question \"What is the answer?\".",
      "- *Scores.* Accuracy; log score: the log-probability in nats of the right answer, renormalised over the four choices (guessing: -1.386); Brier score, from 0 to 2 (guessing: 0.75).",
      `- *Doubt.* 95 % intervals by bootstrap over questions (BCa, 10,000 resamples, seed ${bootstrapSeed}), paired for differences. p: McNemar's exact test, corrected by Holm over all arms set against the same baseline in the same model and method.`,
      `- *Machine.* ${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node.replace(/^v/, "")}, ${machine.threads} thread${machine.threads === 1 ? "" : "s"} of the embedded engine; ${date}. Other programs were running beside it: read the seconds as upper limits, the tokens as they are.`,
    ].join("\n"),
  ];
}

function describeModel(model: ModelReport): string[] {
  return [
    `## ${model.model} (${model.kind})`,
    `Weights \`${model.fingerprint.weights.slice(0, 16)}\`, ${model.fingerprint.quantization}, engine ${model.fingerprint.engine}.`,
    ...model.methods.map((method) => renderMethod(model, method)),
    "Cost of one question: tokens evaluated when nothing is cached, tokens of these that are the arm's own and need evaluating once, and seconds when that is done.",
    renderCosts(model),
  ];
}

const contrasts = ["plain", "one-shot", "chat"];

function renderMethod({ kind }: ModelReport, { method, arms }: MethodReport): string {
  const against = contrasts.filter((id) => (id !== "chat" || kind === "instruct") && arms.some(({ arm }) => arm === id));
  const head = ["arm", "accuracy", "log score", "Brier", ...against.map((id) => `accuracy less ${id}'s`), ...against.map((id) => `log score less ${id}'s`)];
  const rows = sortArms(arms).map((arm) => [
    arm.kind === "baseline" ? `*${arm.arm}*` : arm.arm, show(arm.accuracy), show(arm.logScore), showValue(arm.brier),
    ...against.map((id) => showDifference(arm, id)),
    ...against.map((id) => (arm.against[id] === undefined ? "" : show(arm.against[id].logScore, true))),
  ]);
  const refused = Math.max(...arms.map((arm) => arm.refused));
  return [`### By ${method}`, `n = ${arms[0]?.questions ?? 0}.${refused === 0 ? "" : ` Up to ${refused} questions could not be scored in an arm.`}`, toTable(head, rows)].join("\n\n");
}

/** Baselines first, then by accuracy. */
function sortArms(arms: readonly ArmReport[]): ArmReport[] {
  const value = ({ accuracy }: ArmReport): number => (isCannotMeasure(accuracy) ? -1 : accuracy.value);
  return [...arms].sort((a, b) => (a.kind === b.kind ? (a.kind === "baseline" ? 0 : value(b) - value(a)) : a.kind === "baseline" ? -1 : 1));
}

function showDifference(arm: ArmReport, baseline: string): string {
  const difference = arm.against[baseline];
  if (difference === undefined) return "";
  return `${show(difference.accuracy, true)}${difference.pHolm === null ? "" : `, p ${difference.pHolm < 0.001 ? "< 0.001" : difference.pHolm.toFixed(difference.pHolm < 0.1 ? 3 : 2)}`}`;
}

function show(measured: Measured, signed = false): string {
  if (isCannotMeasure(measured)) return `cannot measure (${measured.reason.replace("cannot-measure/", "")})`;
  const [low, high] = measured.interval;
  return `${toText(measured.value, signed)} [${toText(low, signed)}, ${toText(high, signed)}]`;
}

function showValue(measured: Measured): string {
  return isCannotMeasure(measured) ? "" : toText(measured.value, false);
}

function toText(value: number, signed: boolean): string {
  return `${signed && value >= 0 ? "+" : ""}${value.toFixed(2)}`;
}

function renderCosts({ costs }: ModelReport): string {
  const rows = costs.filter(({ form }) => form !== "neutral").map(({ arm, form, fixed, alone, seconds }) => [arm, form, alone.toFixed(0), String(fixed), seconds.toFixed(2)]);
  return toTable(["arm", "form", "tokens", "of these fixed", "seconds"], rows);
}

function describeTried(tried: readonly Tried[]): string[] {
  if (tried.length === 0) return ["Nothing is recorded."];
  const intro =
    "All on development questions, the first n of them in their shuffled order, none of which is in the test. Names of premises and baselines are their final texts; the others are drafts, whose texts are in `perf/premises/wordings.json`. With so few questions two wordings that differ by less than 0.1 in accuracy are not told apart; the log score tells a little more. Most of them were scored before the engine went over to a 32-bit cache without flash attention, which moves the renormalised log-probability of a choice by about 0.05 nats; the test was scored after that, all of it.";
  return [intro, ...scoringMethods.flatMap((method) => triedBy(tried, method))];
}

function triedBy(tried: readonly Tried[], method: ScoringMethod): string[] {
  const rows = tried.filter((each) => each.method === method)
    .sort((a, b) => (a.model === b.model ? b.logScore - a.logScore : a.model < b.model ? -1 : 1))
    .map((each) => [each.model, each.id, each.note, String(each.questions), each.accuracy.toFixed(2), each.logScore.toFixed(2),
      each.oneShot === null ? "" : `${each.oneShot.accuracy.toFixed(2)}, ${each.oneShot.logScore.toFixed(2)}`]);
  return rows.length === 0 ? [] : [`### Tried by ${method}`, toTable(["model", "wording", "what it is", "n", "accuracy", "log score", "one-shot there"], rows)];
}
