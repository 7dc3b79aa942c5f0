/** @module Do durable runs hold? kill -9, a server that crashes, workers that share a queue, and the cost of a step. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { chooseNamed, readJson, toCount, writeTexts } from "./common/command.ts";
import { describeMachine } from "./engine/machine.ts";
import { durableParts } from "./durable/list.ts";
import { renderPage } from "./durable/page.ts";
import { type DurablePart, seed, type Setting } from "./durable/setting.ts";
import { mergeParts, type Part } from "./gateway/results.ts";

const paths = { data: "docs/data/durable-measured.json", page: "docs/durable-measured.md" };
const command = "npm run perf -- durable";
const counts = ["kills", "real-kills", "runs", "repetitions", "steps"] as const;

export const options = {
  only: { type: "string", default: durableParts.map(({ id }) => id).join(",") },
  /** Of the part `kills`, and of `real-kills` on each database. */
  kills: { type: "string", default: "200" },
  "real-kills": { type: "string", default: "10" },
  /** Of the part `workers`: runs in the queue, and how often one and two workers are compared. */
  runs: { type: "string", default: "200" },
  repetitions: { type: "string", default: "5" },
  /** Of the part `cost`: on each store. */
  steps: { type: "string", default: "500" },
  /** Measure and print, and write nothing. */
  "no-page": { type: "boolean", default: false },
} as const;

/** Ends with exit code 1 where something is missed. @throws PremiseError `usage/command-line`, `interrupted`; Error where there is no PostgreSQL. */
export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options });
  const chosen = chooseNamed(command, "part", values.only, durableParts);
  const numbers = Object.fromEntries(counts.map((name) => [name, toCount(command, name, values[name])])) as Record<(typeof counts)[number], number>;
  let missed = 0;
  for (const [i, part] of chosen.entries()) {
    const name = `${part.id} (${i + 1} of ${chosen.length})`;
    const measured = await measure(part, { io, ...numbers, realKills: numbers["real-kills"], progress: createProgress(name, io) });
    for (const { what, n, outcome, verdict } of measured.lines) io.out(`${part.id}: ${what}: ${outcome} (n = ${n}; ${verdict})\n`);
    missed += measured.lines.filter(({ verdict }) => verdict === "missed").length;
    if (!values["no-page"]) writeAll(mergeParts(readJson<Part[]>(paths.data, []), [measured], durableParts.map(({ id }) => id)));
  }
  if (!values["no-page"]) io.out(`${paths.page}\n`);
  if (missed === 0) return;
  io.err(`${missed} missed\n`);
  process.exitCode = 1;
}

async function measure(part: DurablePart, common: Omit<Setting, "folder">): Promise<Part> {
  const folder = mkdtempSync(join(tmpdir(), `premise-perf-${part.id}-`));
  try {
    const setting = { ...common, folder };
    const lines = await part.run(setting);
    return { id: part.id, date: common.io.clock.now().toISOString().slice(0, 10), machine: describeMachine(), seed, size: part.describeSize(setting), lines };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A line on stderr at most every two seconds, with the time left at this pace. */
function createProgress(name: string, io: Io): Setting["progress"] {
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

function writeAll(parts: readonly Part[]): void {
  writeTexts([[paths.data, `${JSON.stringify(parts, null, 1)}\n`], [paths.page, renderPage(parts, durableParts)]]);
}
