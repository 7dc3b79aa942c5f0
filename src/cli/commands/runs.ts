/** @module `premise runs`: what was done before, with every step. */
import { type Command, Option } from "commander";
import type { RunRecord } from "../../runs/run.ts";
import { type Io, printJson } from "../io.ts";
import { parseCount, parseSeed } from "../options.ts";
import type { Register } from "../program.ts";
import type { ForkFlags, GoOnFlags } from "../runs/go-on.ts";
import type { ExportFlags } from "../runs/export.ts";
import type { VerifyFlags } from "../runs/verify.ts";
import type { RunReader } from "../serve/runs.ts";

const anyId = "a run's id, or a beginning that no other run has";

type RunsFlags = { readonly limit?: number; readonly json?: boolean; readonly quiet?: boolean };

export const registerRuns: Register = (program, io) => {
  const runs = program.command("runs").description("what was asked before: every step, verified");
  runs
    .command("list")
    .description("the recorded runs, newest first")
    .option("--limit <n>", "show at most so many (default: 20; with --json all)", parseCount("--limit", "runs list"))
    .option("--json", "print JSON")
    .action(async (_flags: RunsFlags, command: Command) => useRuns(io, (reader) => list(io, reader, command.optsWithGlobals())));
  runs
    .command("show")
    .description("one run with its steps; its content is checked against their hashes")
    .argument("<id>", anyId)
    .option("--json", "print JSON, with what each step took and gave")
    .action(async (id: string, flags: RunsFlags) => useRuns(io, (reader) => show(io, reader, id, flags)));
  registerTree(runs, io);
  registerVerify(runs, io);
  registerExport(runs, io);
  registerGoOn(runs, io);
};

function registerTree(runs: Command, io: Io): void {
  runs
    .command("tree")
    .description("one run as a tree: what was kept, what was refused, and the credences after each draft")
    .argument("<id>", anyId)
    .option("--json", "print JSON: the steps in the order of the tree, with their children")
    .action(async (id: string, flags: RunsFlags) => {
      const { showTree } = await import("../runs/tree.ts");
      await useRuns(io, async (reader) => showTree(io, await reader.read(id), flags));
    });
}

function registerVerify(runs: Command, io: Io): void {
  runs
    .command("verify")
    .description("computes every step's hash again, and the chain; says what is damaged and where, with exit code 1")
    .argument("[id]", anyId)
    .option("--all", "all recorded runs")
    .option("--json", "print JSON")
    .action(async (id: string | undefined, flags: VerifyFlags) => {
      const { verifyRuns } = await import("../runs/verify.ts");
      await useRuns(io, (reader) => verifyRuns(io, reader, id, flags));
    });
}

function registerExport(runs: Command, io: Io): void {
  runs
    .command("export")
    .description("one run for other programs, or as a page; to stdout, or to a file, which is written over")
    .argument("<id>", anyId)
    .addOption(new Option("--format <name>", "jsonl: the lines of its record; inspect: a log of Inspect AI (version 2, for a file that ends in .json); html: a page that stands alone").choices(["jsonl", "inspect", "html"]).default("jsonl"))
    .option("--out <file>", "where it goes (default: stdout)")
    .action(async (id: string, _flags: ExportFlags, command: Command) => {
      const { exportRun } = await import("../runs/export.ts");
      await useRuns(io, async (reader) => exportRun(io, await reader.read(id), command.optsWithGlobals()));
    });
}

function registerGoOn(runs: Command, io: Io): void {
  const deterministic = ["--deterministic", "the same bits whatever else is asked; slower"] as const;
  runs
    .command("resume")
    .description("goes on with a durable run that was interrupted, cancelled or has failed, behind its last recorded step")
    .argument("<id>", anyId)
    .option(...deterministic)
    .option("--json", "print the result as JSON")
    .action(async (id: string, _flags: GoOnFlags, command: Command) => (await import("../runs/go-on.ts")).resumeRun(io, id, command.optsWithGlobals()));
  runs
    .command("fork")
    .description("a new durable run that begins with the first steps of another, and goes on by itself")
    .argument("<id>", anyId)
    .requiredOption("--steps <n>", "how many of its steps are kept (0: only its question and settings)", parseCount("--steps", "runs fork", 0))
    .option("--seed <n>", "decides every draw behind them (default: as before)", parseSeed)
    .option(...deterministic)
    .option("--json", "print the result as JSON")
    .action(async (id: string, _flags: ForkFlags, command: Command) => (await import("../runs/go-on.ts")).forkRun(io, id, command.optsWithGlobals()));
  runs
    .command("cancel")
    .description("stops a durable run before its next step, wherever it runs; it can be resumed")
    .argument("<id>", anyId)
    .option("--json", "print JSON")
    .action(async (id: string, _flags: GoOnFlags, command: Command) => (await import("../runs/go-on.ts")).cancelRun(io, id, command.optsWithGlobals()));
}

async function useRuns(io: Io, use: (reader: RunReader) => Promise<void>): Promise<void> {
  const [{ readSettings }, { withRuns }] = await Promise.all([import("../assemble.ts"), import("../serve/runs.ts")]);
  await withRuns(io, readSettings(io, {}), use);
}

async function list(io: Io, reader: RunReader, flags: RunsFlags): Promise<void> {
  const all = await reader.list();
  if (flags.json === true) return printJson(io, { runs: all.slice(0, flags.limit) });
  const { renderRuns } = await import("../runs-output.ts");
  const shown = all.slice(0, flags.limit ?? 20);
  io.out(renderRuns(shown, io.columns ?? 100));
  if (shown.length < all.length && flags.quiet !== true) io.err(`${all.length - shown.length} more; --limit shows them.\n`);
}

async function show(io: Io, reader: RunReader, id: string, flags: RunsFlags): Promise<void> {
  const record: RunRecord = await reader.read(id);
  if (flags.json === true) return printJson(io, record);
  const [{ renderRun }, { createColorsFor }] = await Promise.all([import("../runs-output.ts"), import("../colors.ts")]);
  io.out(renderRun(record, io.columns ?? 100, createColorsFor(io)));
}
