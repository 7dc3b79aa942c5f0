/** @module `npm run perf -- NAME ...`: runs the measurement in perf/NAME.ts. */
import { readdirSync } from "node:fs";
import { reportFailure } from "../src/cli/failure.ts";
import { createProcessIo, type Io } from "../src/cli/io.ts";
import { PremiseError } from "../src/errors/premise-error.ts";
import { suggestNearest } from "../src/errors/nearest.ts";

/** What every perf/NAME.ts exports. */
export type Measurement = {
  readonly options: Readonly<Record<string, { readonly type: "string" | "boolean"; readonly default?: string | boolean }>>;
  readonly run: (args: string[], io: Io) => Promise<void>;
};

const stopping = new AbortController();
process.once("SIGINT", () => {
  stopping.abort();
  process.once("SIGINT", () => process.exit(130));
});

const io = createProcessIo(stopping.signal);
const [name = "", ...args] = process.argv.slice(2);
try {
  await runNamed(name, args);
} catch (thrown) {
  process.exitCode = reportFailure(io, thrown, { json: false, command: `npm run perf -- ${name}` });
}

async function runNamed(wanted: string, rest: string[]): Promise<void> {
  const known = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".ts") && file !== "main.ts" && !file.endsWith(".test.ts")).map((file) => file.slice(0, -3));
  if (!known.includes(wanted)) {
    throw new PremiseError("usage/command-line", { command: "npm run perf -- NAME", problem: `no measurement "${wanted}"${suggestNearest(wanted, known)}; there are: ${known.join(", ")}` });
  }
  const measurement = (await import(`./${wanted}.ts`)) as Measurement;
  if (rest.includes("--help") || rest.includes("-h")) return io.out(`npm run perf -- ${wanted}\n${showOptions(measurement)}`);
  try {
    await measurement.run(rest, io);
  } catch (thrown) {
    throw toUsage(thrown, `npm run perf -- ${wanted}`);
  }
}

function showOptions({ options }: Measurement): string {
  return Object.entries(options).map(([option, { type, default: value }]) => `  --${option}${type === "string" ? ` ${value ?? "VALUE"}` : ""}\n`).join("");
}

/** What `parseArgs` refuses is a mistake of whoever typed it. */
function toUsage(thrown: unknown, command: string): unknown {
  const isParsing = thrown instanceof TypeError && "code" in thrown && String(thrown.code).startsWith("ERR_PARSE_ARGS");
  return isParsing ? new PremiseError("usage/command-line", { command, problem: thrown.message }) : thrown;
}
