/** @module `premise premises`: list, show, lint and start premises. */
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { isPremiseError, PremiseError } from "../../errors/premise-error.ts";
import { premiseHash } from "../../premises/hash.ts";
import { findPremise, listPremises, readPremiseFile } from "../../premises/library.ts";
import { type LintFinding, lintPremise } from "../../premises/lint.ts";
import { parseUnvettedPremise } from "../../premises/parse.ts";
import type { Premise } from "../../premises/schema.ts";
import { createStarter } from "../../premises/starter.ts";
import { vetPremise } from "../../premises/vet.ts";
import { type Colors, createColorsFor } from "../colors.ts";
import { type Io, printJson } from "../io.ts";
import { readText } from "../read-input.ts";
import type { Register } from "../program.ts";
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
  premises
    .command("lint")
    .description("Check premise files. Fails when one has an error; warnings are only shown.")
    .argument("<file...>", "YAML files, or - for stdin")
    .option("--json", "print JSON")
    .action((files: string[], options: JsonOption) => lint(io, files, options));
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

function show(io: Io, id: string, options: JsonOption): void {
  const premise = findPremise(id);
  if (options.json === true) return printJson(io, { hash: premiseHash(premise), premise, examples: renderExamples(premise), findings: lintPremise(premise, today(io)) });
  io.out(describePremise(premise, createColorsFor(io)));
}

type FileReport = { readonly file: string; readonly findings: readonly LintFinding[]; readonly error: PremiseError | null };

async function lint(io: Io, files: readonly string[], options: JsonOption): Promise<void> {
  const reports: FileReport[] = [];
  for (const file of files) reports.push(await lintFile(io, file));
  if (options.json === true) printJson(io, reports.map(({ file, findings }) => ({ file, ok: !hasError(findings), findings })));
  else for (const report of reports) io.out(formatReport(report, createColorsFor(io)));
  const failed = reports.flatMap(({ error }) => error ?? [])[0];
  if (failed !== undefined) throw failed;
}

async function lintFile(io: Io, file: string): Promise<FileReport> {
  try {
    const premise = parseUnvettedPremise(file === "-" ? await readText(io) : readPremiseFile(file), file);
    const findings = lintPremise(premise, today(io));
    return { file, findings, error: hasError(findings) ? vetError(premise) : null };
  } catch (error) {
    if (!isPremiseError(error)) throw error;
    return { file, findings: [{ severity: "error", code: error.code, path: "", message: error.message }], error };
  }
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

function formatReport({ file, findings }: FileReport, colors: Colors): string {
  if (findings.length === 0) return `${file}: ${colors.green("ok")}\n`;
  const lines = findings.map(({ severity, code, path, message }) => {
    const mark = severity === "error" ? colors.red(severity) : colors.yellow(severity);
    return `  ${mark} ${code}${path === "" ? "" : ` at ${path}`}: ${message}\n`;
  });
  return `${file}:\n${lines.join("")}`;
}

function hasError(findings: readonly LintFinding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}

/** The first fault as the error that using the premise would give. */
function vetError(premise: Premise): PremiseError | null {
  try {
    vetPremise(premise);
    return null;
  } catch (error) {
    if (isPremiseError(error)) return error;
    throw error;
  }
}

function today(io: Io): string {
  return io.clock.now().toISOString().slice(0, 10);
}
