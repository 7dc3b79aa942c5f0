/** @module The page of what was measured on tables of drawn texts, written from its data. */
import { listFindings } from "../findings.ts";
import type { ModelParts, Report } from "../results.ts";
import { command, parts } from "../setting.ts";
import { describeFree, renderFree } from "./free.ts";
import { describeGate, recommend, renderGate } from "./gate.ts";
import { describeRobustness, renderRobustness } from "./robustness.ts";
import { describeTruth, renderTruth } from "./truth.ts";
import { toTable } from "../../../common/table.ts";

/** Markdown. What has no data says so. */
export function renderPage(report: Report): string {
  return [
    "# Credence on real models",
    `This page is written by \`${command}\`; [the same as data](data/credence-measured.json). Do not edit it by hand. Where the truth is known by construction: [the exact world](exact-world-measured.md) and [the monitor, simulated](credence-monitor-measured.md).`,
    describeTables(report),
    "## What was to be shown",
    ...renderFindings(report),
    ...describeTruth(),
    "![AUROC by length](pictures/credence-lengths.svg)",
    ...byModel(report, "truth", ({ truth }) => truth && renderTruth(truth)),
    ...describeRobustness(),
    ...byModel(report, "robustness", ({ robustness }) => robustness && renderRobustness(robustness)),
    ...describeFree(),
    ...byModel(report, "free", ({ free }) => free && renderFree(free)),
    ...describeGate(report),
    recommend(report),
    ...byModel(report, "gate", ({ gate }) => gate && renderGate(gate)),
    "## What this does not say",
    limits,
  ].join("\n\n") + "\n";
}

const limits = [
  "- The test of truth holds for the contrasts that texts were drawn under: it shows that sampling and scoring are one distribution, not that these contrasts are all the AIs that there could be. *Robustness* is about those.",
  "- Texts end where the model ends them or the table's limit does; the premises' own stop texts are passed over.",
  "- Intervals take texts as independent. Texts to one question under different premises share it, and premises are fifteen: what a sixteenth would show, the outside premise tells once.",
].join("\n");

function describeTables(report: Report): string {
  const lines = Object.entries(report).flatMap(([model, measured]) => parts.flatMap(({ id }) => {
    const table = measured[id]?.table;
    return table === undefined ? [] : [`- \`${model}\`, *${id}* (\`--only ${id}\`): ${table.rows.toLocaleString("en")} texts in ${table.batches} batches, ${table.premises} premises, ${table.questions} questions, seed ${table.seed}, wordings ${table.wordings}, ${table.date}.`];
  }));
  return lines.length === 0 ? "Nothing is measured yet." : ["Plain sampling; every text is drawn once, its ids and their log p under the premise and its contrasts are kept, and all below is arithmetic on that.", "", ...lines].join("\n");
}

function renderFindings(report: Report): string[] {
  const rows = Object.entries(report).flatMap(([model, measured]) => listFindings(measured).map(({ claim, bar, figure, verdict }) => [model, claim, bar, figure, verdict ?? ""]));
  return rows.length === 0 ? ["Not measured yet."] : ["Intervals are 95 % where nothing else is said.", toTable(["model", "claim", "bar", "figure", "verdict"], rows)];
}

function byModel(report: Report, part: keyof ModelParts, render: (measured: ModelParts) => readonly string[] | undefined): string[] {
  const models = Object.entries(report);
  if (models.length === 0) return ["Not measured yet."];
  return models.flatMap(([model, measured]) => [`### ${model}: ${part}`, ...(render(measured) ?? ["Not measured yet."])]);
}
