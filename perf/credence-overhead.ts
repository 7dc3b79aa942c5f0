/** @module What does a running credence cost while sampling? Each figure beside plain sampling in the same run. */
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { PremiseError } from "../src/errors/premise-error.ts";
import { openPredictor } from "../src/predictor/choose.ts";
import { findListedPremise, listPremises } from "../src/premises/library.ts";
import { makeCalibrations, makeFused } from "../test/credence/made-up-calibration.ts";
import { chooseNamed, readJson, toCount, toRoundedJson, writeTexts } from "./common/command.ts";
import { comparisons } from "./credence/overhead/compare.ts";
import { renderPage } from "./credence/overhead/page.ts";
import { command, type Comparison, type Setting, setting } from "./credence/overhead/setting.ts";
import { chooseShare } from "./credence/overhead/share.ts";
import type { Report } from "./credence/table/results.ts";
import { describeMachine } from "./engine/machine.ts";
import { showEstimate } from "./engine/page.ts";
import { mergeParts, type Part } from "./engine/results.ts";
import { judge } from "./engine/row.ts";
import { readQuestions } from "./premises/questions.ts";

const paths = { data: "docs/data/credence-overhead-measured.json", page: "docs/credence-overhead-measured.md", measured: "docs/data/credence-measured.json" };

export const options = {
  only: { type: "string", default: comparisons.map(({ id }) => id).join(",") },
  models: { type: "string", default: "smollm2-135m-instruct,gemma-3-270m" },
  /** Interleaved rounds; sixteen streams get a third as many. */
  pairs: { type: "string", default: "11" },
  tokens: { type: "string", default: String(setting.tokens) },
  /** Of the library; in turn. */
  premises: { type: "string", default: listPremises().filter(({ form }) => form.listed === null).map(({ id }) => id).join(",") },
  /** Of steps where free channels suffice, 0 to 1; by default as measured. */
  share: { type: "string" },
  threads: { type: "string", default: String(availableParallelism()) },
  /** Write the page from what is stored. */
  stored: { type: "boolean", default: false },
  /** Measure and print, and write nothing. */
  "no-page": { type: "boolean", default: false },
} as const;

/** @throws PremiseError `usage/command-line`, `interrupted`, and what opening, drawing and scoring throw. */
export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options });
  const chosen = chooseNamed(command, "comparison", values.only, comparisons);
  const [pairs, tokens, threads] = [toCount(command, "pairs", values.pairs), toCount(command, "tokens", values.tokens), toCount(command, "threads", values.threads)];
  const premises = values.premises.split(",").map(findListedPremise);
  const questions = readQuestions(io.env["OPENBOOKQA"] ?? join(dirname(import.meta.dirname), "..", "shared", "data", "openbookqa", "test.jsonl")).map(({ text }) => text);
  let parts = readJson<Part[]>(paths.data, []);
  for (const model of values.stored ? [] : values.models.split(",")) {
    const share = chooseShare(model, tokens, toShare(values.share), readJson<Report>(paths.measured, {}));
    await using predictor = await openPredictor(model, { env: io.env, threads, signal: io.signal });
    const { info } = predictor;
    const calibrations = makeCalibrations(info).map((each) => ({ ...each, buckets: Object.fromEntries(Object.entries(each.buckets).map(([name, bucket]) => [name, { ...bucket, ...makeFused(info.hiddenSize) }])) }));
    const common = { io, predictor, largeVocabulary: info.vocabularySize > 100_000, premises, questions, calibrations, share, tokens, streams: 1, pairs, choosingRounds: setting.choosingRounds };
    for (const comparison of chosen) {
      const name = `${model}, ${comparison.id}`;
      const rows = await comparison.run({ ...common, progress: createProgress(name, io) });
      for (const row of rows) io.out(`${name}: ${row.name}: ${showEstimate(row.estimate, row.unit)} (bar: ${judge(row)}) ${row.note}\n`);
      parts = mergeParts(parts, [toPart(comparison, rows, { model, threads, pairs, engine: info.fingerprint.engine }, io)], comparisons.map(({ id }) => id));
      if (!values["no-page"]) writeAll(parts);
    }
  }
  if (values["no-page"]) return;
  writeAll(parts);
  io.out(`${paths.page}\n`);
}

function toPart({ id }: Comparison, rows: Part["rows"], about: Pick<Part, "model" | "threads" | "pairs" | "engine">, io: Io): Part {
  return { comparison: id, ...about, date: io.clock.now().toISOString().slice(0, 10), machine: describeMachine(), seed: setting.seed, rows };
}

/** @throws PremiseError `usage/command-line`. */
function toShare(given: string | undefined): number | null {
  if (given === undefined) return null;
  const share = Number(given);
  if (given.trim() !== "" && share >= 0 && share <= 1) return share;
  throw new PremiseError("usage/command-line", { command, problem: `--share must be from 0 to 1, got "${given}"` });
}

/** A line on stderr whenever a round is done. */
function createProgress(name: string, io: Io): Setting["progress"] {
  const start = io.clock.seconds();
  return (done, total) => io.err(`${name}: ${done} of ${total} rounds, ${(io.clock.seconds() - start).toFixed(0)} s\n`);
}

function writeAll(parts: readonly Part[]): void {
  writeTexts([[paths.data, toRoundedJson(parts)], [paths.page, renderPage(parts, comparisons)]]);
}
