/** @module One run as a page that stands alone: its credences, what the gate decided, every text, and what it cost. */
import { readRun, type RunReading } from "../../runs/export/run-reading.ts";
import { findAnswers, readAnswers, readStep } from "../../runs/export/step-reading.ts";
import type { RunRecord, RunStatus } from "../../runs/run.ts";
import type { Step } from "../../protocol/results.ts";
import { digestSteps } from "../../runs/verify.ts";
import { count, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import { renderDetails, renderPage } from "../page.ts";
import { renderCredences } from "./credence-section.ts";
import { renderCost, renderDecisions } from "./decisions-section.ts";
import { listJudged, listWritten } from "./points.ts";
import { renderSteps } from "./steps-section.ts";

/** A whole HTML document that loads nothing and runs nothing. Every text of the run is shown as text. */
export function renderRunPage(record: RunRecord): string {
  const reading = readRun(record);
  const main = html`${renderAnswer(record)}${renderCredences({ judged: listJudged(record), written: listWritten(record) }, reading)}${renderDecisions(record)}${renderSteps(record)}${renderCost(record)}`;
  return renderPage({ title: record.header.title, header: renderHeader(record, reading), main, footer: renderFooter(record, reading) });
}

const statuses = { done: "done", failed: "failed", interrupted: "interrupted before its end", running: "still running when this page was made", damaged: "damaged" } as const;

function renderHeader({ header, steps, status }: RunRecord, reading: RunReading): Html {
  const { question, premise, model, policy } = reading;
  const facts: readonly (readonly [string, string | Html])[] = [
    ["premise", premise === null ? "not recorded" : html`${premise.id}${premise.version === null ? "" : `, version ${premise.version}`}${premise.hash === null ? null : html` <code>${premise.hash.slice(0, 12)}</code>`}`],
    ["model", html`${model ?? "not recorded"}${renderFingerprint(steps.map(({ fingerprint }) => fingerprint))}`],
    ...(policy === null ? [] : [["policy", policy] as const]),
    ["run", html`<code>${header.id}</code>, ${statuses[status]}`],
  ];
  return html`<h1>${header.title}</h1>
<p class="meta"><time datetime="${header.startedAt}">${header.startedAt.slice(0, 10)}</time> · ${header.kind} · ${count(steps.length, "step")}</p>
${question === null || question === header.title ? null : html`<p>${question}</p>`}
<p class="disclosure" role="note"><strong>Machine-generated:</strong> every text on this page that is not marked as put in was written by ${model ?? "a language model"}, which predicts what people would write. No person wrote or checked it, refused drafts included.</p>
<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${reading.documents.map((text, i) => renderDetails(`The document before the first word of the model${reading.documents.length > 1 ? `, person ${i + 1}` : ""}`, html`<pre>${text}</pre>`))}`;
}

function renderFingerprint(fingerprints: readonly (string | null)[]): Html {
  const known = [...new Set(fingerprints.filter((each) => each !== null))];
  return html`${known.map((each) => html` <small class="note">${each}</small>`)}`;
}

function renderAnswer({ steps, status }: RunRecord): Html {
  const found = findAnswers(steps);
  if (found.length === 0) return html`<p class="note">There is no answer: ${whyNoAnswer(steps, status)}.</p>`;
  return html`<section aria-labelledby="answer"><h2 id="answer">${found.length === 1 ? "Answer" : `Answers of ${found.length} branches`}</h2>${found.map(renderOne)}</section>
`;
}

function renderOne(answer: Step): Html {
  const answers = readAnswers(answer);
  const text = readStep(answer).predicted ?? answers[0]?.text ?? "";
  const share = answers[0]?.probability ?? null;
  return html`<div class="predicted" ai-disclosure="ai-autonomous">${text === "" ? html`<em>(nothing)</em>` : text}</div>
${share === null ? null : html`<p class="note">It has ${percent(share)} among ${count(answers.length, "answer")}.</p>`}`;
}

function whyNoAnswer(steps: readonly Step[], status: RunStatus): string {
  const verdict = steps.findLast((step) => step.verdict !== null)?.verdict;
  if (verdict !== undefined && verdict !== null && verdict.action !== "accept") return "the gate stood against it";
  return status === "done" ? "the run ended without one" : "the run did not come to its end";
}

function renderFooter({ header, steps }: RunRecord, { disclosure }: RunReading): Html {
  return html`${disclosure === null ? null : html`<p>${disclosure}</p>`}
<p>Premise ${header.version}. Digest of the run’s steps: <code>${digestSteps(steps)}</code>. <code>premise runs verify ${header.id} --json</code> computes it again. A credence says whom a model predicts; it is no proof about a person.</p>`;
}
