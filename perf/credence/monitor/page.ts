/** @module The page of the simulations, written from their data. */
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { worlds } from "./contexts.ts";
import { listFindings, percent } from "./findings.ts";
import { arms } from "./gates.ts";
import type { Measured, Parts } from "./results.ts";
import { longest, setting } from "./setting.ts";
import { sourceKinds } from "./source.ts";
import { watcherTitles, weightings } from "./watchers.ts";
import { toTable } from "../../common/table.ts";

/** Markdown. A part that was not measured yet says so. */
export function renderPage(parts: Parts): string {
  return [
    "# The monitor and resampling, simulated",
    "This page is written by `npm run perf -- credence-monitor`; [the same as data](data/credence-monitor-measured.json). Do not edit it by hand. The worlds are small ones whose laws are known, so every posterior is exact where the page says so; real models are measured elsewhere.",
    describeRuns(parts),
    "## What was to be shown",
    "Intervals are 95 %, two-sided (Clopper-Pearson for shares of runs and texts); the figure is the end that speaks against the claim.",
    toTable(["claim", "bar", "figure", "verdict"], listFindings(parts).map(({ claim, bar, figure, reached }) => [claim, bar, percent(figure), reached ? "reached" : "missed"])),
    ...describeFalseAlarms(parts),
    ...describeSwitches(parts),
    ...describeResampling(parts),
    describeLimits(),
  ].join("\n\n") + "\n";
}

function describeRuns(parts: Parts): string {
  const measured = Object.entries(parts).map(([id, { date, seed, runs, machine }]) => `- *${id}* (\`--only ${id}\`): ${runs.toLocaleString("en")} runs a cell, seed ${seed}, ${date}, Node ${machine.node.replace(/^v/, "")}.`);
  return measured.length === 0 ? "Nothing is measured yet." : measured.join("\n");
}

function describeFalseAlarms({ "false-alarms": part }: Parts): string[] {
  const intro = [
    "## False alarms",
    `Human runs of ${setting.steps} steps in which an alarm was ever raised, at 1/alpha = ${1 / setting.alpha}. Ville's inequality bounds it by ${percent(setting.alpha)} whatever the law and the weights: what is missing to that is overshoot and the end of the run. The last column is no e-process: its limit is the order statistic of ${setting.calibrationRuns.toLocaleString("en")} human runs' maxima that keeps ${percent(setting.alpha)} with confidence 95 %, over runs of up to ${longest} steps.`,
  ];
  if (part === undefined) return [...intro, "Not measured yet."];
  const tables = sourceKinds.flatMap(({ id, title, method }) => [
    `**${title}**: ${method}.`,
    toTable(["AUROC", ...watcherTitles.map((each) => each.title)], setting.aurocs.map((auroc) => [auroc.toFixed(2), ...watcherTitles.map((watcher) => show(part.rows.find((row) => row.source === id && row.auroc === auroc && row.watcher === watcher.id)?.falseAlarms))])),
  ]);
  return [
    ...intro, ...tables,
    "### A free channel",
    "Its looks are means of the last five steps, and half a standard deviation of its error stays the same through a text. Both limits come from the same 500 texts of two runs each: the 95 % quantile of all their looks, and the limit on the maximum over a text's looks.",
    toTable(["limit on", "value", "runs with a false alarm", `switches caught within ${setting.within} steps`], part.free.map(({ limit, value, falseAlarms, caught }) => [limit, value.toFixed(2), show(falseAlarms), show(caught)])),
  ];
}

function describeSwitches({ switches: part }: Parts): string[] {
  const intro = [
    "## Switches caught",
    "![Share of switches caught over the AUROC of one step](pictures/credence-monitor-switches.svg)",
    `A contrast takes over at a step drawn from 1 to ${setting.steps}, and is caught when the alarm comes at one of its first ${setting.within} steps; an alarm before is not. *All*: the run goes on until the last switch has had its ${setting.within} steps. *Inside*: switches at steps 1 to ${setting.steps - setting.within + 1}, which have them within ${setting.steps} steps. *Cut*: all switches, the run ending at step ${setting.steps}, so that late ones have fewer.`,
    `Weights: a switch at step s must first earn back ln(1/w_s) nats, beside the ln(1/alpha) = ${Math.log(1 / setting.alpha).toFixed(1)} of the alarm. Equal weights over the planned ${setting.steps} steps make that ${Math.log(setting.steps / 0.95).toFixed(1)} for each of them, and no weights can promise less to all; 1/(s(s+1)) costs ${Math.log(50 * 51).toFixed(1)} at step 50. Hence the default: equal over the run's budget of steps, 5 % beyond it.`,
  ];
  if (part === undefined) return [...intro, "Not measured yet."];
  const main = weightings[0];
  const rows = sourceKinds.flatMap(({ id, title }) => setting.aurocs.map((auroc) => {
    const own = part.rows.filter((row) => row.source === id && row.auroc === auroc);
    const planned = own.find(({ watcher }) => watcher === main?.id);
    return [title, auroc.toFixed(2), planned?.drift.toFixed(2) ?? "", show(planned?.caught), show(planned?.inside), show(planned?.cut), show(planned?.early), ...watcherTitles.slice(1).map((watcher) => showValue(own.find((row) => row.watcher === watcher.id)?.caught))];
  }));
  return [...intro, toTable(["law", "AUROC", "nats a step", "all", "inside", "cut", "alarm before the switch", ...watcherTitles.slice(1).map(({ title }) => `all, ${title}`)], rows)];
}

function describeResampling({ resampling: part }: Parts): string[] {
  const intro = [
    "## Resampling until a text passes",
    "![Share of AI authors among accepted texts over tries](pictures/credence-monitor-resampling.svg)",
    `Of the authors ${percent(setting.prior)} are AIs; the gate accepts the first try that it finds at or under its limit, and stops after the last. Among accepted texts at most ${percent(setting.limit)} may be by AIs.`,
    worlds.map(({ id, title, method }) => `- **(${id}) ${title}**: ${method}.`).join("\n"),
    `A fitted limit comes from ${setting.calibrationContexts.toLocaleString("en")} labelled contexts of its own, with confidence 95 %. The audit of (b) reads another channel against the ${setting.auditContexts.toLocaleString("en")} labelled contexts that the same gate let through; *mean credence* is what that channel's posterior would say without them: calibrated before the choice, it is drawn to the prior after it. The audit of (c) is the mean of the native posterior, which knows all there is.`,
  ];
  if (part === undefined) return [...intro, "Not measured yet."];
  const rows = part.rows.map((row) => [`(${row.world})`, arms.find(({ id }) => id === row.arm)?.title ?? row.arm, String(row.tries), row.limit === null ? "posterior" : `${row.limit.toFixed(2)} nats`,
    show(row.share), row.closedForm === null ? "" : percent(row.closedForm), show(row.audit), show(row.meanCredence), showValue(row.accepted), showValue(row.acceptedHuman)]);
  return [...intro, toTable(["", "gate", "tries", "limit", "AI authors among accepted", "in closed form", "by audit", "mean credence", "contexts accepted", "of human ones"], rows)];
}

function describeLimits(): string {
  return [
    "## What this does not say",
    "- The guarantee on false alarms is one under the human premise as the model itself predicts it: plain sampling, the sampled ids scored. Other samplers need a fitted limit.",
    "- AUROC of one step does not fix how fast evidence grows. *Least informative* has the smallest mean of all laws with that AUROC; other laws of the same mean scatter otherwise.",
    "- In (c) the shares depend on how much of the channel's error a context shares. That refused drafts are counted does not help there: their errors are one error, counted again and again.",
    "- A limit that is fitted holds for contexts like those it was fitted to, at the prior that it was told.",
  ].join("\n");
}

function show(measured: Measured | null | undefined): string {
  if (measured === null || measured === undefined) return "";
  if (isCannotMeasure(measured)) return `cannot measure (${measured.reason.replace("cannot-measure/", "")})`;
  return `${percent(measured.value)} [${measured.interval.map((end) => (100 * end).toFixed(1)).join(", ")}]`;
}

function showValue(measured: Measured | null | undefined): string {
  return measured === null || measured === undefined || isCannotMeasure(measured) ? show(measured) : percent(measured.value);
}
