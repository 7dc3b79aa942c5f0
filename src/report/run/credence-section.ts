/** @module Whom the model predicted, draft by draft: figures, and in words what could not be measured. */
import { errorTable } from "../../errors/table.ts";
import { defaultLeastPrior } from "../../credence/gate-prior.ts";
import type { Credence } from "../../protocol/results.ts";
import type { RunReading } from "../../runs/export/run-reading.ts";
import { count, decimal, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import { renderDetails, renderTable } from "../page.ts";
import { renderCredenceFigure } from "./credence-figure.ts";
import { credenceTitles, type Point, type Question, questionsOf, weighed } from "./points.ts";
import { renderSurprisalFigure } from "./surprisal-figure.ts";

export function renderCredences({ judged: points, written }: { readonly judged: readonly Point[]; readonly written: readonly Point[] }, { limits, leastPrior, isSpentEvenly, margin }: RunReading): Html {
  const questions = questionsOf(points);
  const measured = questions.filter((question) => points.some(({ step }) => step.credences?.[question]?.kind === "measured"));
  const figures = measured.map((question) => html`<figure><figcaption>${credenceTitles[question]}</figcaption>${renderCredenceFigure(points, question, { limit: limitOf(limits, question), leastPrior })}</figure>`);
  const surprisal = renderSurprisalFigure(written);
  const least = leastPrior ?? defaultLeastPrior;
  return html`<section aria-labelledby="credence"><h2 id="credence">Whom does the model predict?</h2>
${questions.length === 0 ? html`<p>No credence was asked of this run’s steps.</p>` : null}
${measured.length === 0 ? null : html`<p>Both credences after each draft, of all that was drawn on the way to it, as the gate weighs them: from a prior of at least ${percent(least)}. The scale is one of log odds, so equal evidence moves equally far. ${describeLimits(measured, limits)}${isSpentEvenly ? " It was spent evenly: a draft before the last was held to less." : ""}${margin > 0 ? ` It was tightened by ${decimal(margin)} nats.` : ""}</p>`}
${measured.length === 0 && surprisal === null ? null : html`<div class="pair">${figures}${surprisal === null ? null : html`<figure><figcaption>Surprisal <small>· nats a token, of what was drawn</small></figcaption>${surprisal}</figure>`}</div>${renderKey([...points, ...written], measured)}`}
${questions.map((question) => renderReasons(points, question))}
${measured.length === 0 ? null : renderDetails(`The numbers of ${count(points.length, "draft")}`, renderNumbers(points, questions, leastPrior))}
</section>
`;
}

function limitOf(limits: RunReading["limits"], question: Question): number | null {
  return question === "knowsPredicted" ? null : limits[question];
}

function describeLimits(questions: readonly Question[], limits: RunReading["limits"]): string {
  const known = questions.flatMap((question) => {
    const limit = limitOf(limits, question);
    return limit === null ? [] : [`${percent(limit)} for “${credenceTitles[question].toLowerCase().replace(/\bai\b/g, "AI")}”`];
  });
  return known.length === 0 ? "No limit is recorded." : `The limit is ${known.join(", and ")}.`;
}

function renderKey(points: readonly Point[], measured: readonly Question[]): Html | null {
  const refused = points.some(({ isRefused }) => isRefused);
  if (!refused && measured.length === 0) return null;
  return html`<ul class="legend"><li><i class="kept"></i>kept</li>${refused ? html`<li><i class="refused"></i>refused (×)</li>` : null}${measured.length === 0 ? null : html`<li><i class="interval"></i>interval</li><li><i class="limit"></i>limit</li><li><i class="none"></i>not measured</li>`}</ul>`;
}

/** In words: what is not measured is neither 0 nor one half. */
function renderReasons(points: readonly Point[], question: Question): Html | null {
  const unmeasured = points.flatMap(({ step, reading }) => {
    const credence = step.credences?.[question];
    return credence?.kind === "cannot-measure" ? [{ name: reading.name, reason: credence.reason }] : [];
  });
  if (unmeasured.length === 0) return null;
  const groups = [...Map.groupBy(unmeasured, ({ reason }) => reason)];
  const items = groups.map(([reason, all]) => html`<li>${all.length === points.length && all.length > 1 ? "All drafts" : listNames(all.map(({ name }) => name))}: <strong>cannot measure</strong>. ${renderMessage(errorTable[reason]?.message ?? reason)}</li>`);
  return html`<p>${credenceTitles[question]}:</p><ul>${items}</ul>`;
}

/** What stands between backticks is code. */
function renderMessage(message: string): Html {
  return html`${message.split("`").map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 6).join("; ");
  return names.length > 6 ? `${shown}; and ${names.length - 6} more` : shown;
}

function renderNumbers(points: readonly Point[], questions: readonly Question[], leastPrior: number | null): Html {
  const columns = [{ name: "draft" }, ...questions.flatMap((question) => [{ name: credenceTitles[question], isText: true }, { name: "as the gate weighs it" }])];
  const rows = points.map(({ step, reading, isRefused }) => [
    `${reading.name}${isRefused ? " (refused)" : ""}`,
    ...questions.flatMap((question) => {
      const found = weighed(step.credences?.[question], leastPrior);
      return [describe(step.credences?.[question]), found === null ? "–" : percent(found.value)];
    }),
  ]);
  return renderTable("Each credence as it is recorded: value, interval, prior, evidence", columns, rows);
}

export function describe(credence: Credence | undefined): string {
  if (credence === undefined) return "not asked";
  if (credence.kind === "cannot-measure") return `cannot measure (${credence.reason.replace(/^.*\//, "").replaceAll("-", " ")})`;
  const channels = Object.entries(credence.channels).map(([name, ratio]) => `${name} ${decimal(ratio)}`).join(", ");
  return `${percent(credence.value)} (${percent(credence.interval[0])} to ${percent(credence.interval[1])}), prior ${percent(credence.prior)}, ${count(credence.n, "token")}${channels === "" ? "" : `; nats: ${channels}`}`;
}
