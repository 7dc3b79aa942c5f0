/** @module The report of a comparison: one static page with its figures, tables and documents. */
import { renderCost, renderQuality } from "./account-sections.ts";
import type { Comparison } from "./comparison.ts";
import { count } from "./format.ts";
import { type Html, html } from "./html.ts";
import { renderCredences, renderDisclosures, renderMethod, renderStatistics } from "./method-sections.ts";
import { renderPage } from "./page.ts";
import { renderQuestions } from "./question-section.ts";
import { summariseArms } from "./summary.ts";

/** A whole HTML document that loads nothing and runs nothing. Every text of the comparison is shown as text. */
export function renderComparisonReport(comparison: Comparison): string {
  const summaries = summariseArms(comparison);
  const main = html`${renderQuestionsSection(comparison)}${renderCost(comparison, summaries)}${renderQuality(summaries)}${renderStatistics(comparison)}${renderCredences(comparison)}${renderMethod(comparison)}`;
  return renderPage({ title: comparison.title, header: renderHeader(comparison), main, footer: renderFooter(comparison) });
}

function renderHeader(comparison: Comparison): Html {
  const { title, createdAt, questions, arms } = comparison;
  const models = [...new Set(arms.map(({ model }) => model))];
  return html`<h1>${title}</h1>
<p class="meta"><time datetime="${createdAt}">${createdAt.slice(0, 10)}</time> · ${count(questions.length, "question")} · ${count(arms.length, "arm")} · ${models.join(", ")}</p>
<p class="disclosure" role="note"><strong>Machine-generated:</strong> all answers and probabilities on this page are predictions of ${models.join(" and ")}. No person wrote or checked them. The questions and what counts as right were fixed beforehand.</p>
`;
}

function renderQuestionsSection(comparison: Comparison): Html {
  return html`<section aria-labelledby="answers"><h2 id="answers">Answers</h2>
<p>The same questions, put in ${count(comparison.arms.length, "way")}. Bars show how the model shares its belief among the choices; <span class="right">✓</span> and green mark the right one, bold the likeliest.</p>
${renderQuestions(comparison)}</section>
`;
}

function renderFooter(comparison: Comparison): Html {
  return html`${renderDisclosures(comparison)}<p>Premise ${comparison.version}, <time datetime="${comparison.createdAt}">${comparison.createdAt}</time>.</p>`;
}
