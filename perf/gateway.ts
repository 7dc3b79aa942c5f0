/** @module Does the server hold? Many streams, kill -9, races for a budget, schemathesis, and a store that still opens. */
import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { readVariable } from "../src/config/environment.ts";
import { chooseNamed, toCount } from "./common/command.ts";
import { runParts } from "./common/parts.ts";
import { gatewayParts } from "./gateway/list.ts";
import { renderPage } from "./gateway/page.ts";
import { seed } from "./gateway/setting.ts";

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
  await runParts({ io, chosen, all: gatewayParts, seed, own: { ...numbers, clients }, paths: values["no-page"] ? null : paths, render: renderPage });
}
