/** @module What `premise reason` shows people: the thoughts with their credences, the answer, and how it came about. */
import type { Credences } from "../../protocol/results.ts";
import type { ReasonResult } from "../../reason/result.ts";
import { describeCost, describeCredences } from "../ask-facts.ts";
import { percent } from "../bars.ts";
import type { Colors } from "../colors.ts";
import { padStart, toPrintable, wrap } from "../text.ts";

export type ReasonLayout = { readonly width: number; readonly colors: Colors };

export function renderReason(result: ReasonResult, layout: ReasonLayout): string {
  const { width, colors } = layout;
  const thoughts = result.thoughts.flatMap(({ text, credences }, i) => renderThought(`${i + 1}.`, text, credences, layout));
  const facts = [["watched", result.credence === null ? "nothing was kept" : describeCredences(result.credence)], ["budget", describeSpent(result)], ["drafts", describeDrafts(result)], ["cost", describeCost(result.cost)], ["run", result.runId]] as const;
  return [
    ...wrap(toPrintable(result.question), width).map((line) => colors.bold(line)), "", ...thoughts, "", ...renderAnswers(result, layout), "",
    ...facts.flatMap(([name, text]) => wrap(text, width - 12).map((line, i) => `  ${colors.dim((i === 0 ? name : "").padEnd(10))}${line}`)), "",
    ...wrap(result.disclosure, width).map((line) => colors.dim(line)), "",
  ].join("\n");
}

/** The text, and at the right how far the author's credence stands. */
function renderThought(mark: string, text: string, { authorIsAi }: Credences, { width, colors }: ReasonLayout): string[] {
  const told = authorIsAi.kind === "measured" ? percent(authorIsAi.value) : "-";
  const lines = wrap(text === "" ? "(nothing)" : toPrintable(text), width - 16);
  return lines.map((line, i) => `${i === 0 ? colors.dim(padStart(mark, 4)) : "    "} ${i === 0 ? line.padEnd(width - 16) : line}${i === 0 ? colors.dim(padStart(told, 10)) : ""}`.trimEnd());
}

function renderAnswers({ outcome, answers, ended, limits }: ReasonResult, { colors, width }: ReasonLayout): string[] {
  if (outcome === "refused") {
    const why = ended === "budget" ? "the budget was spent before an answer was accepted" : `every draft was refused: a credence stood above its limit (${percent(limits.authorIsAi)} and ${percent(limits.aiInWorld)}), or could not be measured`;
    return wrap(`No answer: ${why}.`, width).map((line) => colors.yellow(line));
  }
  return answers.map(({ text, probability }, i) => {
    const shown = `  ${text === "" ? "(nothing)" : toPrintable(text)}`;
    const share = probability === null ? "" : `  ${percent(probability)}`;
    return i === 0 ? colors.bold(shown + share) : shown + share;
  });
}

function describeSpent({ spent, policy }: ReasonResult): string {
  if (policy === "none") return "no policy: credences are watched, and nothing is refused";
  const one = (name: string, each: { readonly spent: number; readonly of: number } | null): string => `${name} ${each === null ? "can't be measured" : `${each.spent.toFixed(2)} of ${each.of.toFixed(2)} nats`}`;
  return spent === null ? "nothing was spent" : `${one("author", spent.authorIsAi)}, ${one("world", spent.aiInWorld)}`;
}

function describeDrafts({ drafts, thoughts, returns, policy, ended, tree }: ReasonResult): string {
  const kept = `${drafts} drawn, ${thoughts.length} thoughts kept under ${policy}${returns > 0 ? `, ${returns} returns` : ""}, ended by ${ended === "answer" ? "its answer" : ended === "steps" ? "the number of steps" : ended === "budget" ? "the budget" : ended === "context" ? "the length of the model's context" : "a refusal"}`;
  if (tree === null) return kept;
  const { leaves, mass, lost } = tree;
  return `${kept}; ${leaves} leaves hold ${percent(mass)} of the drafts' mass, ${percent(lost.toCredence)} was cut off by credence and ${percent(lost.toLikelihood)} by likelihood`;
}
