/** @module A premise's strangeness as people read it in a terminal: the document beside ordinary ones, and a line a part. */
import type { PartChange } from "../../credence/strangeness/ablation.ts";
import type { Comparison } from "../../credence/strangeness/ordinary.ts";
import type { PartStrangeness, Strangeness } from "../../credence/strangeness/strangeness.ts";
import { type CannotMeasure, type Estimate, isCannotMeasure } from "../../protocol/results.ts";
import type { Colors } from "../colors.ts";
import { fit, padStart, toPrintable } from "../text.ts";

const notMeasured = "-";
const columns = ["tokens", "nats", "excess", "author", "world"] as const;
const width = 8;
const textWidth = 48;

/** Nats; `author` and `world`: how the log ratios of texts drawn without the part differ, with their intervals only in the JSON. */
export function describeStrangeness({ model, document, ordinary, parts, drawn }: Strangeness, colors: Colors): string {
  const head = `  ${document.perToken.toFixed(2)} nats a token over ${document.tokens} tokens (${model}); ordinary texts: ${ordinary.medium} ${describe(ordinary.ofMedium)}, all ${describe(ordinary.ofAll)}\n`;
  const note = `  author, world: how the log ratio of an AI author and of AI in the world differs in texts drawn without the part (${drawn.texts} of ${drawn.tokens} tokens, seed ${drawn.seed})\n`;
  const titles = `  ${columns.map((name) => padStart(name, width)).join("")}  part\n`;
  return colors.dim(head + note + titles) + parts.map(describePart).join("");
}

function describe({ perToken, below }: Comparison): string {
  if (isCannotMeasure(perToken) || isCannotMeasure(below)) return notMeasured;
  return `${perToken.value.toFixed(2)} (${Math.round(below.value * below.n)} of ${below.n} less strange)`;
}

function describePart({ tokens, nats, excess, dropped, text }: PartStrangeness): string {
  const cells = [`${tokens}`, nats.toFixed(1), excess === null ? notMeasured : signed(excess, 1), change(dropped, "authorIsAi"), change(dropped, "aiInWorld")];
  return `  ${cells.map((cell) => padStart(cell, width)).join("")}  ${fit(toPrintable(text), textWidth)}\n`;
}

function change(dropped: PartChange | null, question: keyof PartChange["redrawn"]): string {
  const found: Estimate | CannotMeasure | undefined = dropped?.redrawn[question];
  return found === undefined ? "" : isCannotMeasure(found) ? notMeasured : signed(found.value, 2);
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(digits)}`;
}
