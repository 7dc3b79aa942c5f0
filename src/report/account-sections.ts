/** @module The two accounts of a comparison, in two sections: what it cost, and how well it answered. */
import { isCannotMeasure, type CannotMeasure } from "../protocol/results.ts";
import type { Comparison } from "./comparison.ts";
import { renderSecondsFigure, renderTokensFigure, tokenKinds } from "./cost-figure.ts";
import { count, decimal, integer, percent, ratio } from "./format.ts";
import { type Html, html } from "./html.ts";
import { renderTable } from "./page.ts";
import { renderAccuracyFigure, renderProbabilityFigure } from "./quality-figure.ts";
import type { ArmSummary } from "./summary.ts";

/** Implementation tax: tokens, calls and seconds, and their ratios to the raw arm's. */
export function renderCost({ questions }: Comparison, summaries: readonly ArmSummary[]): Html {
  const legend = tokenKinds.map(({ name, fill }) => html`<li><i style="background:${fill}"></i>${name}</li>`);
  const counts = summaries.map(({ arm, cost, newTokens }) =>
    [arm.label, integer(cost.promptTokens), integer(cost.cachedTokens), integer(cost.scoredTokens), integer(cost.generatedTokens), integer(newTokens), integer(cost.calls), decimal(cost.seconds)]);
  return html`<section aria-labelledby="cost"><h2 id="cost">What it cost</h2>
<p>The implementation tax of careful conditioning: what ${count(questions.length, "question")} cost in each arm, and, apart for the two kinds of question, how many times that is of what the same model costs on the bare question. It says nothing of how good the answers are.</p>
<div class="pair"><figure><figcaption>Tokens</figcaption>${renderTokensFigure(summaries)}<ul class="legend">${legend}</ul></figure>
<figure><figcaption>Seconds of the model’s work</figcaption>${renderSecondsFigure(summaries)}</figure></div>
${renderTable(`Cost of ${count(questions.length, "question")}; seconds are wall time on this machine, with whatever else it did`, ["arm", "context tokens", "of these cached", "scored", "generated", "worked through", "calls", "seconds"].map((name) => ({ name })), counts)}
<div class="pair">${renderTax(summaries, "choices", "Tax on questions with choices: × of the raw question")}${renderTax(summaries, "open", "Tax on open questions: × of the raw question")}</div>
<p class="note">Context tokens are counted for every scored choice and every sample; what several of them share is worked through once and counted as cached after that. “Worked through” is context that was not cached, plus scored and generated tokens. Sampled answers differ in length from arm to arm, and that costs as well. An arm with another model has no tax: it would compare models.</p>
</section>
`;
}

function renderTax(summaries: readonly ArmSummary[], kind: keyof ArmSummary["tax"], caption: string): Html | null {
  if (summaries.every(({ tax }) => tax[kind] === null)) return null;
  const rows = summaries.map(({ arm, tax: { [kind]: tax } }) =>
    tax === null ? [arm.label, ...Array.from({ length: 3 }, () => "–")] : [arm.label, ratio(tax.contextTokens), ratio(tax.newTokens), ratio(tax.seconds)]);
  return renderTable(caption, ["arm", "context tokens", "worked through", "seconds"].map((name) => ({ name })), rows);
}

/** Performance tax: how the answers differ, with how little is known from so few questions. */
export function renderQuality(summaries: readonly ArmSummary[]): Html {
  const n = summaries[0]?.quality.n ?? 0;
  if (n === 0) return html`<section aria-labelledby="quality"><h2 id="quality">How well it answered</h2><p>Cannot measure: no question with a known answer was asked.</p></section>`;
  const chanceLog = summaries[0]?.quality.chanceLogScore;
  const chance = typeof chanceLog === "number" ? Math.exp(chanceLog) : 0;
  const rows = summaries.map(({ arm, quality: { right, accuracy, logScore, brier } }) => [
    arm.label, `${decimal(right, Number.isInteger(right) ? 0 : 2)} of ${n}`,
    isCannotMeasure(accuracy) ? describeReason(accuracy) : `${percent(accuracy.interval[0])} to ${percent(accuracy.interval[1])}`,
    numberOr(logScore), numberOr(brier),
  ]);
  return html`<section aria-labelledby="quality"><h2 id="quality">How well it answered</h2>
<p>The performance tax, kept apart from the cost: the share of questions whose likeliest answer was right, and the probability that the right answer got. <strong>n&nbsp;=&nbsp;${n}</strong>: see how wide the intervals are. This is a look at the machinery, no evidence of which arm is better.</p>
<div class="pair"><figure><figcaption>Right answers <small>· dot: share, line: 95 % interval, dashed: guessing</small></figcaption>${renderAccuracyFigure(summaries, chance)}</figure>
<figure><figcaption>Probability of the right answer <small>· ring: a question, bar: mean, dashed: guessing</small></figcaption>${renderProbabilityFigure(summaries, chance)}</figure></div>
${renderTable(`Answers to ${count(n, "question")} with a known answer`, ["arm", "right", "95 % interval (Wilson)", "mean log score (nats)", "mean Brier score"].map((name) => ({ name })), rows)}
<p class="note">Log score: ln of the right answer’s probability; 0 is best, and calling all choices equally likely gets ${numberOr(chanceLog ?? 0)}. Brier score: 0 is best, 2 worst.</p>
</section>
`;
}

function numberOr(value: number | CannotMeasure): string {
  return isCannotMeasure(value) ? describeReason(value) : decimal(value);
}

/** `cannot measure (no calibration)` */
export function describeReason({ reason }: CannotMeasure): string {
  return `cannot measure (${reason.replace(/^.*\//, "").replaceAll("-", " ")})`;
}
