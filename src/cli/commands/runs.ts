/** @module `premise runs`: what was asked before, with every step. */
import type { Command } from "commander";
import type { RunRecord } from "../../runs/run.ts";
import { type Io, printJson } from "../io.ts";
import { parseCount } from "../options.ts";
import type { Register } from "../program.ts";
import type { RunReader } from "../serve/runs.ts";

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
    .argument("<id>", "a run's id, or a beginning that no other run has")
    .option("--json", "print JSON, with what each step took and gave")
    .action(async (id: string, flags: RunsFlags) => useRuns(io, (reader) => show(io, reader, id, flags)));
};

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
