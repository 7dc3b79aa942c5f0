/** @module `npm run perf -- NAME ...`: runs the measurement in perf/NAME.ts. */
import { readdirSync } from "node:fs";
import { reportFailure } from "../src/cli/failure.ts";
import { createProcessIo, type Io } from "../src/cli/io.ts";
import { PremiseError } from "../src/errors/premise-error.ts";
import { suggestNearest } from "../src/errors/nearest.ts";

/** What every perf/NAME.ts exports. */
export type Measurement = { readonly run: (args: string[], io: Io) => Promise<void> };

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
  await measurement.run(rest, io);
}
