/** @module What does the gateway cost as a proxy? Beside Portkey's gateway, LiteLLM's proxy and no proxy at all, in one run. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { chooseNamed, toCount, toRoundedJson, writeTexts } from "./common/command.ts";
import { describeMachine } from "./engine/machine.ts";
import { showEstimate } from "./engine/page.ts";
import { judge } from "./engine/row.ts";
import { arms as allArms } from "./proxy/arms/list.ts";
import { measureArms, type Rounds, startArms } from "./proxy/measure.ts";
import { renderPage } from "./proxy/page.ts";
import { renderPicture } from "./proxy/picture.ts";
import { command, listPlaces, requirePlace } from "./proxy/places.ts";
import { describeIdle, listComparisons, listFigures, type Report, show } from "./proxy/report.ts";
import { type Arm, seed } from "./proxy/setting.ts";

const paths = { data: "docs/data/proxy-measured.json", page: "docs/proxy-measured.md", picture: "docs/pictures/proxy.svg" };

export const options = {
  rounds: { type: "string", default: "7" },
  /** Of each trial, and of each warm-up. */
  seconds: { type: "string", default: "4" },
  "warm-up": { type: "string", default: "8" },
  arms: { type: "string", default: allArms.map(({ id }) => id).join(",") },
  /** Where make-proxies.sh put them, if not in its own place. */
  peers: { type: "string" },
  /** Measure and print, and write nothing; always so when arms are left out. */
  "no-page": { type: "boolean", default: false },
} as const;

/** @throws PremiseError `usage/command-line`, `interrupted`, and what starting and asking the servers throw. */
export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options });
  const wanted = chooseNamed(command, "arm", values.arms, allArms);
  // The upstream is always among them, and first.
  const arms = allArms.filter((arm, i) => i === 0 || wanted.includes(arm));
  const times: Rounds = { rounds: toCount(command, "rounds", values.rounds), seconds: toCount(command, "seconds", values.seconds), warmUp: toCount(command, "warm-up", values["warm-up"]) };
  const report = await measure(arms, times, io, values.peers);
  print(report, io);
  if (values["no-page"] || arms.length < allArms.length) return;
  writeAll(report);
  io.out(`${paths.page}\n`);
}

async function measure(arms: readonly Arm[], times: Rounds, io: Io, peers: string | undefined): Promise<Report> {
  const places = listPlaces(io.env, peers);
  const wrk = requirePlace(places.wrk);
  const folder = mkdtempSync(join(tmpdir(), "premise-perf-proxy-"));
  try {
    await using stack = new AsyncDisposableStack();
    const started = await startArms(arms, { env: io.env, places, folder }, stack, io);
    const trials = await measureArms(started, times, wrk, { io, progress: createProgress(io) });
    return {
      date: io.clock.now().toISOString().slice(0, 10), machine: describeMachine(), seed, ...times,
      arms: started.map(({ arm: { id, title, method }, running: { version } }) => ({ id, title, method, version })),
      figures: listFigures(trials), comparisons: listComparisons(trials), trials,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function createProgress(io: Io): (done: number, total: number) => void {
  const start = io.clock.seconds();
  return (done, total) => {
    const seconds = io.clock.seconds() - start;
    io.err(`round ${done} of ${total}, ${seconds.toFixed(0)} s, about ${((seconds / done) * (total - done)).toFixed(0)} s left\n`);
  };
}

function print({ figures, comparisons, trials }: Report, io: Io): void {
  for (const { arm, connections, measure, estimate } of figures) {
    if ("value" in estimate) io.out(`${arm}, ${connections}: ${measure} ${show(estimate.value, measure)} [${estimate.interval.map((each) => show(each, measure)).join(", ")}]\n`);
  }
  for (const { ours, peer, connections, row } of comparisons) io.out(`${ours} beside ${peer}, ${connections}: ${row.name} ${showEstimate(row.estimate, "ratio")} (bar: ${judge(row)}) ${row.note}\n`);
  io.out(`while one arm was asked, ${describeIdle(trials)}\n`);
}

function writeAll(report: Report): void {
  writeTexts([[paths.data, toRoundedJson(report)], [paths.page, renderPage(report)], [paths.picture, renderPicture(report)]]);
}
