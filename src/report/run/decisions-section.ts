/** @module What the gate decided, in order, and what the run cost. */
import { sumCosts } from "../../protocol/cost.ts";
import type { Cost, Step, Verdict } from "../../protocol/results.ts";
import { readStep } from "../../runs/export/step-reading.ts";
import type { RunRecord } from "../../runs/run.ts";
import { decimal, integer, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import { renderTable } from "../page.ts";

const meanings: Readonly<Record<string, string>> = {
  "gate/static-passed": "The premise itself is safe to predict.",
  "gate/measured-passed": "Both credences are within their limits.",
  "gate/not-measured": "A credence could not be measured: nothing was found safe, only nothing found.",
  "gate/not-enforced": "Watched only: under this policy nothing is refused.",
  "gate/refused": "A credence is above its limit.",
  "gate/too-late": "The depicted world is too late: an AI may already have shaped its texts.",
};
const actions: Readonly<Record<Verdict["action"], string>> = { accept: "accepted", resample: "refused; it went on another way", stop: "stopped" };

export function renderDecisions({ steps }: RunRecord): Html {
  const rows = steps.flatMap((step) => (step.verdict === null ? [] : [toRow(step, step.verdict)]));
  return html`<section aria-labelledby="gate"><h2 id="gate">What the gate decided</h2>
${rows.length === 0 ? html`<p>Nothing was put before the gate.</p>` : renderTable("Every verdict of the gate, in order", [{ name: "step" }, { name: "decision", isText: true }, { name: "why", isText: true }, { name: "limit" }], rows)}
</section>
`;
}

function toRow(step: Step, { action, code, limit }: Verdict): (string | Html)[] {
  return [readStep(step).name, actions[action], html`${meanings[code] ?? ""} <code>${code}</code>`, limit === null ? "–" : percent(limit)];
}

export function renderCost({ steps, cost }: RunRecord): Html {
  const kinds = [...Map.groupBy(steps, ({ kind }) => kind)];
  const rows = kinds.map(([kind, all]) => toCostRow(`${kind.replaceAll("-", " ")} (${all.length})`, sumCosts(all.map((step) => step.cost))));
  const money = cost.money === null ? null : html`<p>Money: ${decimal(cost.money.amount)} ${cost.money.currency}.</p>`;
  const refused = sumCosts(steps.filter((step) => readStep(step).kept === false).map((step) => step.cost));
  const names = ["steps of a kind", "context tokens", "of these cached", "scored", "generated", "calls", "seconds"];
  return html`<section aria-labelledby="cost"><h2 id="cost">What it cost</h2>
${renderTable("Tokens, calls of the model, and seconds of work", names.map((name) => ({ name })), [...rows, ...(refused.generatedTokens > 0 ? [toCostRow("of which refused drafts", refused)] : []), toCostRow("all", cost)])}
${money}</section>
`;
}

function toCostRow(name: string, cost: Cost): string[] {
  return [name, integer(cost.promptTokens), integer(cost.cachedTokens), integer(cost.scoredTokens), integer(cost.generatedTokens), integer(cost.calls), decimal(cost.seconds)];
}
