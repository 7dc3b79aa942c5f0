/** @module What else a comparison knows: token statistics, credences, and how all of it was made. */
import type { Credence, Credences } from "../protocol/results.ts";
import { describeReason } from "./account-sections.ts";
import type { ArmAnswer, Comparison } from "./comparison.ts";
import { count, decimal, percent } from "./format.ts";
import { type Html, html } from "./html.ts";
import { renderDetails, renderTable } from "./page.ts";

/** One row an answer: what the model's own token probabilities say of it. */
export function renderStatistics({ arms, answers }: Comparison): Html {
  const rows = answers.flatMap((row, question) => row.map(({ statistics: s, cost }, i) => [
    `${question + 1}. ${arms[i]?.label ?? ""}`, String(s.tokens), decimal(s.meanLogprob), s.meanEntropy === null ? "not told" : decimal(s.meanEntropy),
    decimal(s.surprisal), decimal(s.answerEntropy), s.letterMass === null ? "–" : percent(s.letterMass), `${decimal(cost.seconds)} s`,
  ]));
  const names = ["question, arm", "tokens", "mean ln p", "entropy", "surprisal", "entropy over answers", "mass of letters", "time"];
  return html`<section aria-labelledby="statistics"><h2 id="statistics">Token statistics</h2>
<p>Of the likeliest answer where choices were scored, of all samples where answers were sampled; in nats. The mass of letters is the probability that the listed letters have together: where it is small, the model hardly expects a letter at that place, and the distribution over choices rests on little.</p>
${renderDetails(`All ${rows.length} answers`, renderTable("Token statistics of every answer", names.map((name) => ({ name })), rows))}
</section>
`;
}

const credenceNames = { authorIsAi: "the author whom the model predicts is an AI", aiInWorld: "capable AI exists in the depicted world", knowsPredicted: "the predicted person knows of being predicted" } as const;

/** What could not be measured is said to be so; it is never a number. */
export function renderCredences({ arms, answers }: Comparison): Html {
  const kinds = Object.keys(credenceNames) as (keyof Credences)[];
  const asked = kinds.filter((kind) => answers.flat().some(({ credence }) => credence[kind] !== undefined));
  const rows = arms.map((arm, i) => [arm.label, ...asked.map((kind) => describeAll(answers.map((row) => (row[i] as ArmAnswer).credence[kind])))]);
  return html`<section aria-labelledby="credence"><h2 id="credence">Whom does the model predict?</h2>
<p>The question that Premise is about. A credence needs text that the model drew (choices that are scored have none), and a calibration for this model, these sampler settings and this length. Where one of them is missing it is <em>cannot measure</em>, which is neither 0 nor one half. That a document was written to be a human’s does not show that the model continues it as one. The chat form’s document names an AI assistant as its author.</p>
${renderTable("Credences, over all answers of an arm", [{ name: "arm" }, ...asked.map((kind) => ({ name: credenceNames[kind], isText: true }))], rows)}
</section>
`;
}

/** Each description once, with how many have it where there are several. */
export function describeAll(credences: readonly (Credence | undefined)[]): string {
  const texts = Map.groupBy(credences, describeCredence);
  return [...texts].map(([text, all]) => (texts.size === 1 ? text : `${text} (${all.length})`)).join("; ");
}

function describeCredence(credence: Credence | undefined): string {
  if (credence === undefined) return "not asked";
  if (credence.kind === "cannot-measure") return describeReason(credence);
  return `${percent(credence.value)} (${percent(credence.interval[0])} to ${percent(credence.interval[1])})`;
}

/** Arms, documents, runs, and the command that makes it again. */
export function renderMethod(comparison: Comparison): Html {
  const { arms, answers, questions, seed, command, leftOut } = comparison;
  const shown = Math.max(0, questions.findIndex(({ choices }) => choices !== null));
  const documents = arms.map((arm, i) => renderDetails(`The document of “${arm.label}”, question ${shown + 1}`, html`${Object.values(answers[shown]?.[i]?.prompts ?? {}).map((text) => html`<pre>${text}</pre>`)}`));
  const about = arms.map((arm, i) => html`<li><strong>${arm.label}</strong> (${arm.model}): ${arm.about}${renderIdentity(answers[shown]?.[i])}</li>`);
  const rows = answers.flatMap((row, question) => row.map((answer, i) => [`${question + 1}. ${arms[i]?.label ?? ""}`, answer.runId, answer.scoring]));
  return html`<section aria-labelledby="method"><h2 id="method">How it was done</h2>
<ul>${about}</ul>
${leftOut.map(({ arm, reason }) => html`<p><strong>Left out:</strong> ${arm}, ${reason}</p>`)}
<p>Answers come about by ${describeScoring(answers.flat())}; seed ${seed}. The order of choices was fixed beforehand. Each answer is a run on disk, to be read with <code>premise runs show RUN</code>. Make this page again with <code>${command}</code>.</p>
${documents}
${renderDetails(`The ${rows.length} runs`, renderTable("Runs", [{ name: "question, arm" }, { name: "run" }, { name: "scoring" }], rows))}
</section>
`;
}

const scorings: Readonly<Record<ArmAnswer["scoring"], string>> = {
  letter: "the probability of the letter before each listed choice, shared out among the letters",
  "per-token": "each choice’s mean log-probability a token",
  "per-byte": "each choice’s log-probability a byte",
  "prior-corrected": "each choice’s log-probability less that after a neutral question",
  samples: "sampling",
};

function describeScoring(answers: readonly ArmAnswer[]): string {
  return [...new Set(answers.map(({ scoring }) => scorings[scoring]))].join(", and by ");
}

function renderIdentity(answer: ArmAnswer | undefined): Html | null {
  const premise = answer?.premise ?? null;
  return premise === null ? null : html` <small class="note">Premise <code>${premise.id}</code>, ${premise.hash.slice(0, 12)}.</small>`;
}

/** Every disclosure once, as it stood with its answers. */
export function renderDisclosures({ answers }: Comparison): Html {
  const distinct = [...new Set(answers.flat().map(({ disclosure }) => disclosure))];
  return html`<p>${count(answers.flat().length, "answer")} on this page, with these notices:</p><ul>${distinct.map((text) => html`<li>${text}</li>`)}</ul>`;
}
