/** @module Does the server hold? Many streams, kill -9, races for a budget, schemathesis, and a store that still opens. */
import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { readVariable } from "../src/config/environment.ts";
import { chooseNamed, readJson, toCount, writeTexts } from "./common/command.ts";
import { describeMachine } from "./engine/machine.ts";
import { gatewayParts } from "./gateway/list.ts";
import { renderPage } from "./gateway/page.ts";
import { mergeParts, type Part } from "./gateway/results.ts";
import { type GatewayPart, seed, type Setting } from "./gateway/setting.ts";

const paths = { data: "docs/data/gateway-measured.json", page: "docs/gateway-measured.md" };
const command = "npm run perf -- gateway";
const counts = ["seconds", "streams", "rounds", "repetitions", "examples"] as const;

export const options = {
  only: { type: "string", default: gatewayParts.map(({ id }) => id).join(",") },
  /** Of the part `streams`: how long, and how many at once. */
  seconds: { type: "string", default: "120" },
  streams: { type: "string", default: "200" },
  /** Of the part `kills`. */
  rounds: { type: "string", default: "20" },
  /** Of the parts `race` and `opening`. */
  repetitions: { type: "string", default: "10" },
  /** Of the part `schema`: cases an operation in each run, at most. */
  examples: { type: "string", default: "40" },
  /** Where make-clients.sh put schemathesis, if not in its own place. */
  clients: { type: "string" },
  /** Measure and print, and write nothing. */
  "no-page": { type: "boolean", default: false },
} as const;

/** Ends with exit code 1 where something is missed. @throws PremiseError `usage/command-line`, `interrupted`, and what starting a server throws. */
export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options });
  const chosen = chooseNamed(command, "part", values.only, gatewayParts);
  const numbers = Object.fromEntries(counts.map((name) => [name, toCount(command, name, values[name])])) as Record<(typeof counts)[number], number>;
  const clients = values.clients ?? readVariable(io.env, "PREMISE_CLIENTS") ?? join(readVariable(io.env, "XDG_CACHE_HOME") ?? join(homedir(), ".cache"), "premise", "clients");
  let missed = 0;
  for (const [i, part] of chosen.entries()) {
    const name = `${part.id} (${i + 1} of ${chosen.length})`;
    const measured = await measure(part, { io, ...numbers, clients, progress: createProgress(name, io) });
    for (const { what, n, outcome, verdict } of measured.lines) io.out(`${part.id}: ${what}: ${outcome} (n = ${n}; ${verdict})\n`);
    missed += measured.lines.filter(({ verdict }) => verdict === "missed").length;
    if (!values["no-page"]) writeAll(mergeParts(readJson<Part[]>(paths.data, []), [measured], gatewayParts.map(({ id }) => id)));
  }
  if (!values["no-page"]) io.out(`${paths.page}\n`);
  if (missed === 0) return;
  io.err(`${missed} missed\n`);
  process.exitCode = 1;
}

async function measure(part: GatewayPart, common: Omit<Setting, "folder">): Promise<Part> {
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
  writeTexts([[paths.data, `${JSON.stringify(parts, null, 1)}\n`], [paths.page, renderPage(parts, gatewayParts)]]);
}
