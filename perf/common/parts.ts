/** @module A measurement in parts, each with a folder of its own: those that are chosen are run, told, and written into the page beside what the others found before. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../../src/cli/io.ts";
import { PremiseError } from "../../src/errors/premise-error.ts";
import { describeMachine, type Machine } from "../engine/machine.ts";
import { readJson, writeTexts } from "./command.ts";
import { type Line, mergeParts, type Part } from "./results.ts";
import { toTable } from "./table.ts";

/** What every part is given. */
export type PartSetting = {
  readonly io: Io;
  /** Of this part alone; it is removed afterwards. */
  readonly folder: string;
  readonly progress: (done: number, total: number) => void;
};

/** `Own`: what a measurement's parts are given besides. */
export type MeasuredPart<Own> = {
  readonly id: string;
  readonly title: string;
  /** What exactly is done, for the page: Markdown. */
  readonly method: string;
  readonly describeSize: (setting: PartSetting & Own) => string;
  readonly run: (setting: PartSetting & Own) => Promise<Line[]>;
};

export type Parts<Own> = {
  readonly io: Io;
  readonly chosen: readonly MeasuredPart<Own>[];
  readonly all: readonly MeasuredPart<Own>[];
  readonly seed: number;
  readonly own: Own;
  /** Null writes nothing. */
  readonly paths: { readonly data: string; readonly page: string } | null;
  readonly render: (parts: readonly Part[], described: readonly MeasuredPart<Own>[]) => string;
};

/** Ends with exit code 1 where something is missed. @throws what a part throws. */
export async function runParts<Own>({ io, chosen, all, seed, own, paths, render }: Parts<Own>): Promise<void> {
  let missed = 0;
  for (const [i, part] of chosen.entries()) {
    const measured = await measure(part, own, { io, seed, progress: createProgress(`${part.id} (${i + 1} of ${chosen.length})`, io) });
    for (const { what, n, outcome, verdict } of measured.lines) io.out(`${part.id}: ${what}: ${outcome} (n = ${n}; ${verdict})\n`);
    missed += measured.lines.filter(({ verdict }) => verdict === "missed").length;
    if (paths === null) continue;
    const parts = mergeParts(readJson<Part[]>(paths.data, []), [measured], all.map(({ id }) => id));
    writeTexts([[paths.data, `${JSON.stringify(parts, null, 1)}\n`], [paths.page, render(parts, all)]]);
  }
  if (paths !== null) io.out(`${paths.page}\n`);
  if (missed === 0) return;
  io.err(`${missed} missed\n`);
  process.exitCode = 1;
}

/** @throws PremiseError `interrupted` after Ctrl-C. */
export function requireGoing({ io }: Pick<PartSetting, "io">): void {
  if (io.signal.aborted) throw new PremiseError("interrupted");
}

/** Of the page: what was done and found; a part that was not measured yet says so. */
export function describePart({ id, title, method }: { readonly id: string; readonly title: string; readonly method: string }, part: Part | undefined): string[] {
  const head = [`## ${title}`, method];
  if (part === undefined) return [...head, "Not measured yet."];
  return [...head, renderLines(part), `Measured ${part.date} (\`--only ${id}\`): ${part.size}, seed ${part.seed}; ${showMachine(part.machine)}.`];
}

async function measure<Own>(part: MeasuredPart<Own>, own: Own, { seed, ...common }: Omit<PartSetting, "folder"> & { readonly seed: number }): Promise<Part> {
  const folder = mkdtempSync(join(tmpdir(), `premise-perf-${part.id}-`));
  try {
    const setting = { ...own, ...common, folder };
    const lines = await part.run(setting);
    return { id: part.id, date: common.io.clock.now().toISOString().slice(0, 10), machine: describeMachine(), seed, size: part.describeSize(setting), lines };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A line on stderr at most every two seconds, with the time left at this pace. */
function createProgress(name: string, io: Io): PartSetting["progress"] {
  const start = io.clock.seconds();
  let last = -Infinity;
  return (done, total) => {
    const seconds = io.clock.seconds() - start;
    if (done < total && seconds - last < 2) return;
    last = seconds;
    const left = done === 0 ? "" : `, about ${((seconds / done) * (total - done)).toFixed(0)} s left`;
    io.err(`${name}: ${done} of ${total}, ${seconds.toFixed(0)} s${left}\n`);
  };
}

function renderLines({ lines }: Part): string {
  const rows = lines.map(({ what, n, outcome, verdict }) => [what, n.toLocaleString("en"), outcome, verdict]);
  return toTable(["what", "n", "outcome", "verdict"], rows);
}

function showMachine({ processor, cores, memoryGb, system, node }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryGb.toFixed(0)} GB, ${system}, Node ${node.replace(/^v/, "")}`;
}
