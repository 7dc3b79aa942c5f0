/** @module `premise premises`: list, show and start premises; lint and contrast are beside it. */
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { PremiseError } from "../../errors/premise-error.ts";
import { premiseHash } from "../../premises/hash.ts";
import { findPremise, listPremises } from "../../premises/library.ts";
import { lintPremise } from "../../premises/lint.ts";
import { createStarter } from "../../premises/starter.ts";
import { createColorsFor } from "../colors.ts";
import { type Io, printJson } from "../io.ts";
import type { Register } from "../program.ts";
import { registerContrast } from "./premises-contrast.ts";
import { chosenTimeline, registerLint, today } from "./premises-lint.ts";
import { describePremise, renderExamples } from "./premises-show.ts";

export const registerPremises: Register = (program, io) => {
  const premises = program.command("premises").description("The premises: who is predicted, in which world, in what document.");
  premises.command("list").description("List the premises that come with Premise.").option("--json", "print JSON").action((options: JsonOption) => list(io, options));
  premises
    .command("show")
    .description("Show a premise, and the document that the model would continue.")
    .argument("<id>", "a premise's id, or the path of a .yaml file")
    .option("--json", "print JSON")
    .action((id: string, options: JsonOption) => show(io, id, options));
  registerContrast(premises, io);
  registerLint(premises, io);
  premises
    .command("new")
    .description("Write a commented starting point to ID.yaml. Never overwrites a file.")
    .argument("<id>", "lower-case words joined by hyphens")
    .option("--json", "print JSON")
    .action((id: string, _options: JsonOption, command: Command) => create(io, id, command));
};

type JsonOption = { readonly json?: true };

function list(io: Io, options: JsonOption): void {
  const rows = listPremises().map((premise) => ({ id: premise.id, version: premise.version, hash: premiseHash(premise), title: premise.title, summary: premise.summary, listed: premise.form.listed !== null }));
  if (options.json === true) return printJson(io, rows);
  const colors = createColorsFor(io);
  const width = Math.max(...rows.map(({ id }) => id.length));
  for (const { id, summary } of rows) io.out(`${colors.bold(id.padEnd(width))}  ${summary}\n`);
}

async function show(io: Io, id: string, options: JsonOption): Promise<void> {
  const premise = findPremise(id);
  if (options.json === true) {
    const findings = lintPremise(premise, today(io), await chosenTimeline(io));
    return printJson(io, { hash: premiseHash(premise), premise, examples: renderExamples(premise), findings });
  }
  io.out(describePremise(premise, createColorsFor(io)));
}

function create(io: Io, id: string, command: Command): void {
  const options = command.optsWithGlobals<JsonOption & { readonly quiet?: true }>();
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 64) {
    throw new PremiseError("usage/invalid-argument", { argument: `"${id}"`, problem: "an id is at most 64 lower-case letters and digits, in words joined by hyphens", command: `premises ${command.name()}` });
  }
  const path = `${id}.yaml`;
  try {
    writeFileSync(path, createStarter(id), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw new PremiseError("premise/exists", { path });
    throw new PremiseError("output/unwritable", { path, problem: (error as Error).message }, { cause: error });
  }
  if (options.json === true) return printJson(io, { id, path });
  io.out(`${path}\n`);
  if (options.quiet !== true) io.err(`Edit it, then: premise premises lint ${path}\n`);
}
