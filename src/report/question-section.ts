/** @module One question: what each arm answered, as small multiples, with the numbers beside them. */
import type { ArmAnswer, Comparison, ComparisonArm, ComparisonQuestion } from "./comparison.ts";
import { renderDistribution } from "./distribution-figure.ts";
import { count, decimal, percent } from "./format.ts";
import { type Html, html } from "./html.ts";
import { renderDetails, renderTable } from "./page.ts";
import { judge } from "./summary.ts";

export function renderQuestions(comparison: Comparison): Html {
  return html`${comparison.questions.map((question, i) => renderQuestion(comparison, question, i))}`;
}

function renderQuestion({ arms, answers }: Comparison, question: ComparisonQuestion, index: number): Html {
  const given = answers[index] ?? [];
  const figures = arms.map((arm, i) => renderArm(question, arm, given[i] as ArmAnswer, `question-${index + 1}-${i + 1}`));
  return html`<section aria-labelledby="question-${index + 1}">
<h3 id="question-${index + 1}">${index + 1}. ${question.text}</h3>
${question.right === null ? html`<p class="note">${describeOpen(given)}</p>` : null}
<div class="multiples" ai-disclosure="ai-autonomous">${figures}</div>
${renderDetails("These numbers as a table", question.choices === null ? renderSamples(arms, given) : renderShares(question, arms, given))}
</section>
`;
}

function describeOpen(given: readonly ArmAnswer[]): string {
  const sampling = given[0]?.sampling ?? null;
  if (sampling === null) return "No right answer is stated.";
  return `An open question: ${count(sampling.samples, "answer")} sampled in each arm, at temperature ${sampling.temperature}, at most ${sampling.maxTokens} tokens each. Answers that say the same are one. Nobody marked them.`;
}

const verdicts: Readonly<Record<string, Html | null>> = {
  right: html` <span class="right">✓ right</span>`,
  wrong: html` <small>· likeliest is wrong</small>`,
  tied: html` <small>· a tie</small>`,
  none: null,
};

function renderArm(question: ComparisonQuestion, arm: ComparisonArm, answer: ArmAnswer, id: string): Html {
  const verdict = verdicts[judge(question, answer) ?? "none"] ?? null;
  return html`<figure><figcaption>${arm.label}${verdict}</figcaption>
${question.choices === null ? renderAnswers(answer) : renderDistribution(question, answer, arm.label, id)}</figure>`;
}

function renderAnswers({ answers }: ArmAnswer): Html {
  const items = answers.map(({ text, probability, samples }) => html`<li>${text === "" ? "(nothing)" : text} <small>${samples ?? ""}×, ${percent(probability)}</small><span class="share" aria-hidden="true"><span style="width:${Math.round(probability * 100)}%"></span></span></li>`);
  return html`<ol class="answers">${items}</ol>`;
}

function renderShares(question: ComparisonQuestion, arms: readonly ComparisonArm[], given: readonly ArmAnswer[]): Html {
  const rows = (question.choices ?? []).map((choice) => [
    html`${choice === question.right ? "✓ " : ""}${choice}`,
    ...given.map(({ answers }) => percent(answers.find(({ text }) => text === choice)?.probability ?? 0)),
  ]);
  return renderTable("Probability of each choice; ✓ marks the right one", [{ name: "choice" }, ...arms.map(({ label }) => ({ name: label }))], rows);
}

function renderSamples(arms: readonly ComparisonArm[], given: readonly ArmAnswer[]): Html {
  const rows = given.flatMap(({ answers }, i) => answers.map(({ text, probability, samples, logprob }) => [arms[i]?.label ?? "", text === "" ? "(nothing)" : text, String(samples ?? ""), percent(probability), decimal(logprob)]));
  return renderTable("Sampled answers; ln P is that of the different texts that were drawn, in nats", [{ name: "arm" }, { name: "answer", isText: true }, { name: "samples" }, { name: "share" }, { name: "ln P" }], rows);
}
