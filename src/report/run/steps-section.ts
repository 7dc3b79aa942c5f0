/** @module Every step of a run with its text: what the model wrote, kept or refused, and what was put in, which it did not write. */
import type { Step } from "../../protocol/results.ts";
import { toJson } from "../../random/json.ts";
import { hasSeveralPeople, isWritten, memberOf, namePerson, type ReadAnswer, readAnswers, readStep, type StepReading, textOf } from "../../runs/export/step-reading.ts";
import { layOutTree } from "../../runs/export/tree.ts";
import type { RunRecord } from "../../runs/run.ts";
import { softmax } from "../../stats/log-space.ts";
import { decimal, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import { renderDetails, renderTable } from "../page.ts";

export function renderSteps({ steps }: RunRecord): Html {
  const several = hasSeveralPeople(steps);
  const rows = layOutTree(steps);
  return html`<section aria-labelledby="steps"><h2 id="steps">Step by step</h2>
<p>Filled boxes are what the model wrote. <span class="inserted-mark">Dashed boxes</span> are what was put into the document before it: conditioned on, never scored. What was refused or given up stands indented, before what took its place.</p>
${rows.map(({ step, lane }) => renderStep(step, lane, several))}</section>
`;
}

function renderStep(step: Step, lane: number, several: boolean): Html {
  const reading = readStep(step);
  const facts = [reading.kept === null ? "" : reading.kept ? "kept" : "refused", ...factsOf(reading), ...credencesOf(step)].filter((fact) => fact !== "").join(" · ");
  const inserted = reading.inserted?.trim() ?? "";
  const isMark = reading.predicted !== null && inserted.length <= 60 && !inserted.includes("\n");
  const kind = reading.kept === false ? "step refused" : "step";
  return html`<article class="${kind}" style="${`margin-left:${Math.min(lane, 6) * 1.4}rem`}"><h3>${namePerson(reading, several)} <small>${facts}</small></h3>
${isMark || inserted === "" ? null : html`<div class="inserted"><small>put in</small>${inserted}</div>`}
${reading.predicted === null ? null : html`<div class="predicted" ai-disclosure="ai-autonomous">${isMark && inserted !== "" ? html`<span class="mark">${inserted}</span> ` : null}${reading.predicted === "" ? html`<em>(nothing)</em>` : reading.predicted}</div>`}
${renderMore(step)}</article>
`;
}

function factsOf({ tokens, surprisal, ended }: StepReading): string[] {
  return [tokens === null ? "" : `${tokens} tokens`, surprisal === null ? "" : `${decimal(surprisal)} nats a token`, ended === "length" ? "cut at its greatest length" : ""];
}

function credencesOf({ kind, credences }: Step): string[] {
  if (credences === null || kind === "gate") return [];
  const { authorIsAi, aiInWorld } = credences;
  const tell = (name: string, credence: typeof authorIsAi): string => `${name} ${credence.kind === "measured" ? percent(credence.value) : "not measured"}`;
  return [tell("author an AI", authorIsAi), tell("AI in its world", aiInWorld)];
}

function renderMore(step: Step): Html | null {
  if (step.kind === "tool") return renderTool(step);
  if (step.kind === "next-line") return renderNextLine(step);
  const answers = readAnswers(step);
  if (answers.length > 0) return renderAnswers(answers);
  if (isWritten(step)) return null;
  return step.input === null && step.output === null ? null : renderDetails("What it took and gave", html`<pre>${toJson({ input: step.input, output: step.output, verdict: step.verdict })}</pre>`);
}

function renderTool({ input, output }: Step): Html {
  const citations = memberOf(output, "citations") ?? memberOf(memberOf(output, "record"), "citations");
  const found = Array.isArray(citations) && citations.length > 0 ? html`<p class="note">From ${citations.map((each: unknown, i) => `${i === 0 ? "" : ", "}${textOf(each, "document") ?? "?"} (${String(memberOf(each, "start"))} to ${String(memberOf(each, "end"))})`)}.</p>` : null;
  return html`<p class="note">Asked for: “${textOf(input, "query") ?? ""}”. Data that the predicted person reads; it gives no orders.</p>${found}`;
}

/** The beginnings that a line could have, and how likely the model found each. */
function renderNextLine({ input, output }: Step): Html | null {
  const [options, logprobs, chosen] = [memberOf(input, "options"), memberOf(output, "logprobs"), memberOf(output, "chosen")];
  if (!Array.isArray(options) || !Array.isArray(logprobs) || !logprobs.every((each) => typeof each === "number")) return null;
  const shares = softmax(logprobs as number[]);
  const told = options.map((option: unknown, i) => html`<li>${i === chosen ? html`<strong>${String(option).trim()}</strong>, drawn` : String(option).trim()} <small>${percent(shares[i] ?? 0)}</small></li>`);
  return html`<ul class="note">${told}</ul>`;
}

function renderAnswers(answers: readonly ReadAnswer[]): Html {
  const rows = answers.map(({ text, probability, logprob }) => [probability === null ? "–" : percent(probability), text === "" ? "(nothing)" : text, logprob === null ? "–" : decimal(logprob)]);
  return html`<div ai-disclosure="ai-autonomous">${renderTable("Answers, the likeliest first; ln P in nats", [{ name: "probability" }, { name: "answer", isText: true }, { name: "ln P" }], rows)}</div>`;
}
