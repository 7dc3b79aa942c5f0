/** @module How fast is the engine, and how much memory does it take? Each figure beside a peer in the same run. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { locateModel } from "../src/models/locate.ts";
import { llamaRelease } from "../src/predictor/llama/library.ts";
import { chooseNamed, readJson, toCount, toRoundedJson, writeTexts } from "./common/command.ts";
import { comparisons } from "./engine/comparisons/list.ts";
import { describeMachine } from "./engine/machine.ts";
import { renderPage, showEstimate } from "./engine/page.ts";
import { listPeers } from "./engine/peers/locate.ts";
import { renderPicture } from "./engine/picture.ts";
import { mergeParts, type Part } from "./engine/results.ts";
import { judge } from "./engine/row.ts";
import { type Comparison, seed, type Setting } from "./engine/setting.ts";

const paths = { data: "docs/data/engine-measured.json", page: "docs/performance.md", picture: "docs/pictures/engine.svg" };
const command = "npm run perf -- engine";
const largeVocabulary = /gemma/;

export const options = {
  only: { type: "string", default: comparisons.map(({ id }) => id).join(",") },
  models: { type: "string", default: "smollm2-135m-instruct,gemma-3-270m" },
  pairs: { type: "string", default: "9" },
  requests: { type: "string", default: "10000" },
  threads: { type: "string", default: String(availableParallelism()) },
  /** Where make-peers.sh put them, if not in its own place. */
  peers: { type: "string" },
  /** Measure and print, and write nothing. */
  "no-page": { type: "boolean", default: false },
} as const;

/** @throws PremiseError `usage/command-line`, `interrupted`, and what opening, scoring and the peers throw. */
export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options });
  const chosen = chooseNamed(command, "comparison", values.only, comparisons);
  const common = { io, threads: toCount(command, "threads", values.threads), pairs: toCount(command, "pairs", values.pairs), requests: toCount(command, "requests", values.requests), peers: listPeers(io.env, values.peers) };
  const jobs = chosen.flatMap((comparison) => values.models.split(",").map((model) => ({ comparison, model })));
  let parts = readJson<Part[]>(paths.data, []);
  for (const [i, { comparison, model }] of jobs.entries()) {
    const { path } = await locateModel({ kind: "registered", id: model }, io.env);
    const name = `${model}, ${comparison.id} (${i + 1} of ${jobs.length})`;
    const part = await measure(comparison, { ...common, model, path, largeVocabulary: largeVocabulary.test(model), progress: createProgress(name, io) });
    for (const row of part.rows) io.out(`${name}: ${row.name}: ${showEstimate(row.estimate, row.unit)} (bar: ${judge(row)}) ${row.note}\n`);
    parts = mergeParts(parts, [part], comparisons.map(({ id }) => id));
    if (!values["no-page"]) writeAll(parts);
  }
  if (!values["no-page"]) io.out(`${paths.page}\n`);
}

async function measure(comparison: Comparison, setting: Setting): Promise<Part> {
  const { model, threads, pairs, io } = setting;
  const rows = await comparison.run(setting);
  return { comparison: comparison.id, model, date: io.clock.now().toISOString().slice(0, 10), machine: describeMachine(), threads, pairs, seed, engine: `llama.cpp ${llamaRelease}`, rows };
}

/** A line on stderr whenever a part is done, with the time left at this pace. */
function createProgress(name: string, io: Io): Setting["progress"] {
  const start = io.clock.seconds();
  return (done, total) => {
    const seconds = io.clock.seconds() - start;
    io.err(`${name}: ${done} of ${total}, ${seconds.toFixed(0)} s, about ${((seconds / done) * (total - done)).toFixed(0)} s left\n`);
  };
}

function writeAll(parts: readonly Part[]): void {
  writeTexts([[paths.data, toRoundedJson(parts)], [paths.page, renderPage(parts, comparisons)], [paths.picture, renderPicture(parts, comparisons)]]);
}
