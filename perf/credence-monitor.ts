/** @module Does the monitor accuse no human and catch a switch, and does resampling fool it? Simulated where the truth is known. */
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { PremiseError } from "../src/errors/premise-error.ts";
import { chooseNamed, readJson, toCount, toRoundedJson, writeTexts } from "./common/command.ts";
import { measureFalseAlarms } from "./credence/monitor/false-alarms.ts";
import { renderPage } from "./credence/monitor/page.ts";
import { drawResampling, drawSwitches } from "./credence/monitor/picture.ts";
import { measureResampling } from "./credence/monitor/resampling.ts";
import type { Parts } from "./credence/monitor/results.ts";
import { type Progress, setting } from "./credence/monitor/setting.ts";
import { measureSwitches } from "./credence/monitor/switches.ts";
import { describeMachine } from "./engine/machine.ts";

const paths = { data: "docs/data/credence-monitor-measured.json", page: "docs/credence-monitor-measured.md", switches: "docs/pictures/credence-monitor-switches.svg", resampling: "docs/pictures/credence-monitor-resampling.svg" };
const command = "npm run perf -- credence-monitor";

type Measure = (runs: number, seed: number, progress: Progress) => Promise<object>;
const parts: readonly { readonly id: keyof Parts; readonly measure: Measure }[] = [
  { id: "false-alarms", measure: measureFalseAlarms },
  { id: "switches", measure: async (runs, seed, progress) => ({ rows: await measureSwitches(runs, seed, progress) }) },
  { id: "resampling", measure: async (runs, seed, progress) => ({ rows: await measureResampling(runs, seed, progress) }) },
];

export const options = {
  only: { type: "string", default: parts.map(({ id }) => id).join(",") },
  /** Runs, or tried contexts, a cell. */
  runs: { type: "string", default: "20000" },
  /** Write the page and the pictures from what is stored. */
  stored: { type: "boolean", default: false },
  /** Measure and print, and write nothing. */
  "no-page": { type: "boolean", default: false },
} as const;

/** @throws PremiseError `usage/command-line`, `interrupted`. */
export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options });
  const runs = toCount(command, "runs", values.runs);
  let measured = readJson<Parts>(paths.data, {});
  for (const { id, measure } of values.stored ? [] : chooseNamed(command, "part", values.only, parts)) {
    const seed = setting.seed + parts.findIndex((part) => part.id === id);
    const found = await measure(runs, seed, async (line) => {
      io.err(`${line}\n`);
      await setImmediate();
      if (io.signal.aborted) throw new PremiseError("interrupted");
    });
    measured = { ...measured, [id]: { date: io.clock.now().toISOString().slice(0, 10), machine: describeMachine(), seed, runs, ...found } };
    if (!values["no-page"]) writeAll(measured);
  }
  if (values["no-page"]) return;
  writeAll(measured);
  io.out(`${paths.page}\n`);
}

function writeAll(measured: Parts): void {
  writeTexts([
    [paths.data, toRoundedJson(measured)], [paths.page, renderPage(measured)],
    [paths.switches, drawSwitches(measured.switches?.rows ?? [])], [paths.resampling, drawResampling(measured.resampling?.rows ?? [])],
  ]);
}
