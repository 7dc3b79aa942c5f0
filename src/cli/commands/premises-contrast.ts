/** @module `premise premises contrast`: a premise's opposites, each as a diff against its own document. */
import { type Command, Option } from "commander";
import { deriveContrasts, type RenderedContrast, renderContrast } from "../../premises/contrast/contrast.ts";
import { findPremise } from "../../premises/library.ts";
import type { RenderForm, SlotTexts } from "../../premises/render.ts";
import { type Colors, createColorsFor } from "../colors.ts";
import { type Io, printJson } from "../io.ts";

type ContrastFlags = { readonly json?: true; readonly form: RenderForm };

const example: SlotTexts = { question: "Why does a wet road look darker than a dry one?", choices: ["water reflects less light to the eye", "water is black", "the road swells", "rain is dirty"] };

export function registerContrast(premises: Command, io: Io): void {
  premises
    .command("contrast")
    .description("Show a premise's contrasts, against which credences are measured, as a diff. They are scored, never asked.")
    .argument("<id>", "a premise's id, or the path of a .yaml file")
    .addOption(new Option("--form <form>", "of the document").choices(["open", "listed"]).default("open"))
    .option("--json", "print JSON")
    .action((id: string, flags: ContrastFlags) => contrast(io, id, flags));
}

function contrast(io: Io, id: string, { form, json }: ContrastFlags): void {
  const premise = findPremise(id);
  const rendered = deriveContrasts(premise).map((each) => renderContrast(premise, each, example, form));
  if (json === true) return printJson(io, rendered.map(({ contrast: own, inserted, text }) => ({ ...own, inserted, text })));
  const colors = createColorsFor(io);
  io.out(rendered.map((each) => describeContrast(each, colors)).join("\n"));
}

/** Lines of the document that are shown before and after what was put in. */
const around = 3;

function describeContrast({ contrast: { id, question }, text, inserted: { start, end } }: RenderedContrast, colors: Colors): string {
  const before = toLines(text.slice(0, start)).slice(-around);
  const after = toLines(text.slice(end)).slice(0, around);
  const same = (line: string): string => (line === "" ? "\n" : `  ${line}\n`);
  const added = (line: string): string => `${colors.green(`+ ${line}`.trimEnd())}\n`;
  return `${colors.bold(id)}  ${colors.dim(question)}\n${before.map(same).join("")}${toLines(text.slice(start, end)).map(added).join("")}${after.map(same).join("")}`;
}

function toLines(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
