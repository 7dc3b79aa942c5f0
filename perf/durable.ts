/** @module Do durable runs hold? kill -9, a server that crashes, workers that share a queue, and the cost of a step. */
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { chooseNamed, toCount } from "./common/command.ts";
import { runParts } from "./common/parts.ts";
import { durableParts } from "./durable/list.ts";
import { renderPage } from "./durable/page.ts";
import { seed } from "./durable/setting.ts";

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
  await runParts({ io, chosen, all: durableParts, seed, own: { ...numbers, realKills: numbers["real-kills"] }, paths: values["no-page"] ? null : paths, render: renderPage });
}
