/** @module Reasoning on real models: policies at equal tokens, why thinking helps, and who takes a question apart. Rows are kept, so that a rerun goes on. */
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { chooseNamed, toCount } from "./common/command.ts";
import { drawPart } from "./reason/models/draw.ts";
import { openPlace } from "./reason/models/place.ts";
import { command, parts } from "./reason/models/setting.ts";
import { writePage } from "./reason/models/write.ts";

export const options = {
  model: { type: "string", default: "gemma-3-270m" },
  only: { type: "string", default: parts.map(({ id }) => id).join(",") },
  /** Of each task. */
  questions: { type: "string", default: "30" },
  /** For each part; what is drawn by then is kept. */
  seconds: { type: "string", default: "1800" },
  /** Questions side by side; with more, their documents no longer fit into the cache together. */
  "at-once": { type: "string", default: "1" },
  threads: { type: "string", default: "1" },
  /** Write the page from what is kept, and draw nothing. */
  stored: { type: "boolean", default: false },
  /** Draw and keep, and write no page: several processes can share the work. */
  "no-page": { type: "boolean", default: false },
} as const;

/** @throws PremiseError `usage/command-line`, `interrupted`, and what opening and drawing throw. */
export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options });
  const [questions, seconds, threads, atOnce] = [toCount(command, "questions", values.questions), toCount(command, "seconds", values.seconds), toCount(command, "threads", values.threads), toCount(command, "at-once", values["at-once"])];
  const chosen = chooseNamed(command, "part", values.only, parts);
  await using place = await openPlace(values.model, { env: io.env, threads, clock: io.clock, signal: io.signal });
  const tell = (line: string): void => io.err(`${values.model} ${line}\n`);
  for (const { id } of values.stored ? [] : chosen) await drawPart(place, { part: id, model: values.model, questions, seconds, atOnce, env: io.env, tell });
  if (values["no-page"]) return;
  writePage(place, values.model, { threads, date: io.clock.now().toISOString().slice(0, 10) });
  io.out("docs/reason-models-measured.md\n");
}
