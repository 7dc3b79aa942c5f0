/** @module The linter with a model: a premise's measured strangeness as findings. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { LintFinding } from "../../premises/lint.ts";
import { type CannotMeasure, type Estimate, isCannotMeasure } from "../../protocol/results.ts";
import type { CredenceQuestion } from "./beside-contrasts.ts";
import type { Comparison } from "./ordinary.ts";
import type { PartStrangeness, Strangeness } from "./strangeness.ts";

/**
 * When a document counts as strange: stranger than these shares of the ordinary ones, of its medium and of all. When a part raises a credence:
 * the log ratio of texts drawn without it is lower by at least so many nats, and the whole interval lies below 0.
 */
export const strangeLimits = { ofMedium: 1, ofAll: 0.9, nats: 1 } as const;

const names: Readonly<Record<CredenceQuestion, string>> = { authorIsAi: "an AI author", aiInWorld: "capable AI in the world" };

/** `lint/strange`, `lint/raises-ai` where a part raises a credence, `lint/not-measured`: warnings all. */
export function lintStrangeness(report: Strangeness | CannotMeasure): LintFinding[] {
  if (report.kind === "cannot-measure") return [notMeasured(report)];
  return [...checkDocument(report), ...checkParts(report)];
}

function checkDocument({ document, ordinary: { medium, ofMedium, ofAll }, parts, costliest }: Strangeness): LintFinding[] {
  for (const { below } of [ofMedium, ofAll]) if (isCannotMeasure(below)) return [notMeasured(below)];
  if (!isAtLeast(ofMedium.below, strangeLimits.ofMedium) || !isAtLeast(ofAll.below, strangeLimits.ofAll)) return [];
  const beside = `The document costs ${document.perToken.toFixed(2)} nats a token, more than ${countBelow(ofMedium)} ordinary texts of its medium (${medium}) and ${countBelow(ofAll)} of all.`;
  const part = parts.find(({ id }) => id === costliest.surprisal);
  return [warning("strange", part === undefined ? beside : `${beside} ${describeCost(part)}`)];
}

function checkParts({ parts, costliest }: Strangeness): LintFinding[] {
  return (["authorIsAi", "aiInWorld"] as const).flatMap((question) => {
    const part = parts.find(({ id }) => id === costliest.raises[question]);
    const change = part?.dropped?.redrawn[question];
    if (part === undefined || change === undefined || isCannotMeasure(change)) return [];
    if (change.value > -strangeLimits.nats || change.interval[1] >= 0) return [];
    return [warning("raises-ai", `${quote(part)} raises the credence of ${names[question]}: the log ratio of texts drawn without it differs by ${describeChange(change)}.`)];
  });
}

function describeCost(part: PartStrangeness): string {
  const cost = `${quote(part)} costs most: ${part.nats.toFixed(1)} nats in ${part.tokens} tokens${part.excess === null ? "" : `, ${signed(part.excess, 1)} beside ordinary texts`}.`;
  if (part.dropped === null) return cost;
  const { authorIsAi, aiInWorld } = part.dropped.redrawn;
  return `${cost} In texts drawn without it the log ratio differs for ${names.authorIsAi} by ${describeChange(authorIsAi)}, for ${names.aiInWorld} by ${describeChange(aiInWorld)}.`;
}

function describeChange(change: Estimate | CannotMeasure): string {
  if (isCannotMeasure(change)) return `an amount that could not be measured (${change.reason})`;
  const [low, high] = change.interval;
  return `${signed(change.value, 2)} nats (${signed(low, 2)} to ${signed(high, 2)}, n ${change.n})`;
}

const longestQuote = 60;

function quote({ text }: PartStrangeness): string {
  const line = text.replace(/\s+/g, " ").trim();
  const letters = [...line];
  return `"${letters.length > longestQuote ? `${letters.slice(0, longestQuote - 1).join("")}…` : line}"`;
}

function countBelow({ below }: Comparison): string {
  return isCannotMeasure(below) ? below.reason : `${Math.round(below.value * below.n)} of ${below.n}`;
}

function isAtLeast(estimate: Estimate | CannotMeasure, limit: number): boolean {
  return !isCannotMeasure(estimate) && estimate.value >= limit;
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(digits)}`;
}

function notMeasured({ reason }: CannotMeasure): LintFinding {
  return warning("not-measured", `Strangeness could not be measured (${reason}): ${new PremiseError(reason).message}`);
}

function warning(code: string, message: string): LintFinding {
  return { severity: "warning", code: `lint/${code}`, path: "form.open", message };
}
