/** @module `premise premises lint`: checks premise files, with a model also how strange it finds them. */
import type { Command } from "commander";
import type { ReadOrdinary } from "../../credence/strangeness/ordinary.ts";
import type { Strangeness } from "../../credence/strangeness/strangeness.ts";
import { isPremiseError, type PremiseError } from "../../errors/premise-error.ts";
import type { Predictor } from "../../predictor/predictor.ts";
import { readPremiseFile } from "../../premises/library.ts";
import { type LintFinding, lintPremise } from "../../premises/lint.ts";
import { parseUnvettedPremise } from "../../premises/parse.ts";
import type { Premise } from "../../premises/schema.ts";
import type { Timeline } from "../../premises/timeline.ts";
import { readTimeline } from "../../premises/timeline-file.ts";
import { vetPremise } from "../../premises/vet.ts";
import type { CannotMeasure } from "../../protocol/results.ts";
import { type Colors, createColorsFor } from "../colors.ts";
import { endProgress, type Io, printJson, showProgress } from "../io.ts";
import { invalid, parseSeed } from "../options.ts";
import { preloadEngine } from "../preload.ts";
import { readText } from "../read-input.ts";
import { describeStrangeness } from "./premises-strangeness.ts";

type LintFlags = { readonly json?: true; readonly model?: string; readonly question?: string; readonly seed?: number };

export function registerLint(premises: Command, io: Io): void {
  premises
    .command("lint")
    .description("Check premise files. Fails when one has an error; warnings are only shown. With a model also how unlikely it finds the document, and what each part does.")
    .argument("<file...>", "YAML files, or - for stdin")
    .option("--model <model>", "an id of `models list`, the path of a .gguf file, or `world`; about 5,000 tokens a file")
    .option("--question <text>", "with --model: what is asked in the document (default: an example)")
    .option("--seed <n>", "with --model: whole number that decides the drawn texts (default: 0)", parseSeed)
    .option("--json", "print JSON")
    .action((files: string[], flags: LintFlags) => lint(io, files, flags));
}

type FileReport = { readonly file: string; readonly findings: readonly LintFinding[]; readonly error: PremiseError | null; readonly strangeness: Strangeness | CannotMeasure | null };

async function lint(io: Io, files: readonly string[], flags: LintFlags): Promise<void> {
  const idle = (["question", "seed"] as const).find((name) => flags[name] !== undefined);
  if (flags.model === undefined && idle !== undefined) throw invalid(`--${idle}`, "it needs --model", "premises lint");
  if (flags.model !== undefined) preloadEngine(flags.model);
  const timeline = await chosenTimeline(io);
  const read = await openReader(io, flags);
  const reports: FileReport[] = [];
  for (const file of files) reports.push(await lintFile(io, file, timeline, read));
  if (flags.json === true) printJson(io, reports.map(({ file, findings, strangeness }) => ({ file, ok: !hasError(findings), findings, ...(flags.model === undefined ? {} : { strangeness }) })));
  else for (const report of reports) io.out(formatReport(report, createColorsFor(io)));
  const failed = reports.flatMap(({ error }) => error ?? [])[0];
  if (failed !== undefined) throw failed;
}

/** The timeline that the settings name. @throws PremiseError `config/invalid`, `input/unreadable`. */
export async function chosenTimeline(io: Io): Promise<Timeline | undefined> {
  const { readSettings } = await import("../assemble.ts");
  const path = readSettings(io, {}).timeline.value;
  return path === null ? undefined : readTimeline(path);
}

type Read = (premise: Premise) => Promise<{ readonly strangeness: Strangeness | CannotMeasure; readonly findings: readonly LintFinding[] }>;

/** Reads with the model; null without one. Ordinary documents are read once, when the first premise is. */
async function openReader(io: Io, { model, question, seed }: LintFlags): Promise<Read | null> {
  if (model === undefined) return null;
  const [{ openModel, readSettings }, { measureStrangeness }, { readOrdinary }, { lintStrangeness }] = await Promise.all([
    import("../assemble.ts"), import("../../credence/strangeness/strangeness.ts"), import("../../credence/strangeness/ordinary.ts"), import("../../credence/strangeness/lint.ts"),
  ]);
  const predictor: Predictor = await openModel(io, readSettings(io, { model }));
  let ordinary: readonly ReadOrdinary[] | undefined;
  const call = { signal: io.signal };
  return async (premise) => {
    showProgress(io, `${premise.id}: reading ...`);
    try {
      ordinary ??= await readOrdinary(predictor, undefined, call);
      const strangeness = await measureStrangeness(predictor, premise, { ...call, ordinary, ...(question === undefined ? {} : { slots: { question } }), ...(seed === undefined ? {} : { seed }) });
      return { strangeness, findings: lintStrangeness(strangeness) };
    } finally {
      endProgress(io);
    }
  };
}

async function lintFile(io: Io, file: string, timeline: Timeline | undefined, read: Read | null): Promise<FileReport> {
  try {
    const premise = parseUnvettedPremise(file === "-" ? await readText(io) : readPremiseFile(file), file);
    const findings = lintPremise(premise, today(io), timeline);
    if (hasError(findings)) return { file, findings, error: vetError(premise), strangeness: null };
    return read === null ? { file, findings, error: null, strangeness: null } : await addStrangeness(file, findings, premise, read);
  } catch (error) {
    return failure(file, [], error);
  }
}

/** What was found without the model stays, whatever the model refuses. */
async function addStrangeness(file: string, findings: readonly LintFinding[], premise: Premise, read: Read): Promise<FileReport> {
  try {
    const measured = await read(premise);
    return { file, findings: [...findings, ...measured.findings], error: null, strangeness: measured.strangeness };
  } catch (error) {
    return failure(file, findings, error);
  }
}

function failure(file: string, findings: readonly LintFinding[], error: unknown): FileReport {
  if (!isPremiseError(error) || error.code === "interrupted") throw error;
  return { file, findings: [{ severity: "error", code: error.code, path: "", message: error.message }, ...findings], error, strangeness: null };
}

function formatReport({ file, findings, strangeness }: FileReport, colors: Colors): string {
  const table = strangeness === null || strangeness.kind === "cannot-measure" ? "" : describeStrangeness(strangeness, colors);
  if (findings.length === 0) return `${file}: ${colors.green("ok")}\n${table}`;
  const lines = findings.map(({ severity, code, path, message }) => {
    const mark = severity === "error" ? colors.red(severity) : colors.yellow(severity);
    return `  ${mark} ${code}${path === "" ? "" : ` at ${path}`}: ${message}\n`;
  });
  return `${file}:\n${lines.join("")}${table}`;
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

/** ISO date. */
export function today(io: Io): string {
  return io.clock.now().toISOString().slice(0, 10);
}
