/** @module `premise runs`: what was asked before, with every step. */
import type { Command } from "commander";
import type { RunRecord, RunStore } from "../../runs/run.ts";
import { type Io, printJson } from "../io.ts";
import { parseCount } from "../options.ts";
import type { Register } from "../program.ts";

type RunsFlags = { readonly limit?: number; readonly json?: boolean; readonly quiet?: boolean };

export const registerRuns: Register = (program, io) => {
  const runs = program.command("runs").description("what was asked before: every step, verified");
  runs
    .command("list")
    .description("the recorded runs, newest first")
    .option("--limit <n>", "show at most so many (default: 20; with --json all)", parseCount("--limit", "runs list"))
    .option("--json", "print JSON")
    .action(async (_flags: RunsFlags, command: Command) => list(io, await openStore(io), command.optsWithGlobals()));
  runs
    .command("show")
    .description("one run with its steps; its content is checked against their hashes")
    .argument("<id>", "a run's id, or a beginning that no other run has")
    .option("--json", "print JSON, with what each step took and gave")
    .action(async (id: string, flags: RunsFlags) => show(io, await openStore(io), id, flags));
};

async function openStore(io: Io): Promise<RunStore> {
  const { openRunStore, readSettings } = await import("../assemble.ts");
  return openRunStore(io, readSettings(io, {}));
}

async function list(io: Io, store: RunStore, flags: RunsFlags): Promise<void> {
  const all = await store.list();
  if (flags.json === true) {
    return printJson(io, { runs: all.slice(0, flags.limit).map(toRow) });
  }
  const { renderRuns } = await import("../runs-output.ts");
  const shown = all.slice(0, flags.limit ?? 20);
  io.out(renderRuns(shown, io.columns ?? 100));
  if (shown.length < all.length && flags.quiet !== true) io.err(`${all.length - shown.length} more; --limit shows them.\n`);
}

/** What a damaged run took is not known. */
function toRow({ header, status, cost, steps }: RunRecord): Record<string, unknown> {
  return { ...header, status, ...(status === "damaged" ? { cost: null, steps: null } : { cost, steps: steps.length }) };
}

async function show(io: Io, store: RunStore, id: string, flags: RunsFlags): Promise<void> {
  const record: RunRecord = await store.read(id);
  if (flags.json === true) return printJson(io, record);
  const [{ renderRun }, { createColorsFor }] = await Promise.all([import("../runs-output.ts"), import("../colors.ts")]);
  io.out(renderRun(record, io.columns ?? 100, createColorsFor(io)));
}
