/** @module How fast is `score`? Against bare `llama_decode` of the same batches, and the command against the library. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { PremiseError } from "../src/errors/premise-error.ts";
import { locateModel } from "../src/models/locate.ts";
import { openPredictor } from "../src/predictor/choose.ts";
import type { Predictor, Wanted } from "../src/predictor/predictor.ts";
import { createRandom } from "../src/random/seeded.ts";
import type { CannotMeasure, Estimate } from "../src/protocol/results.ts";
import { bootstrapStatistic } from "../src/stats/bootstrap.ts";
import { Bare } from "./engine/bare.ts";
import { describeMachine } from "./engine/machine.ts";
import { median, timeSeconds } from "./engine/timing.ts";

const models = ["smollm2-135m-instruct", "gemma-3-270m"];
const root = join(import.meta.dirname, "..");
const seed = 20261124;
const textTokens = 384;
const lineCount = 200;

type Ratio = { readonly name: string; readonly bar: number | null; readonly ratio: Estimate | CannotMeasure };
type CommandCost = { readonly command: number; readonly library: number; readonly processStart: number; readonly modelLoad: number; readonly overrun: Estimate | CannotMeasure };
type Result = { readonly model: string; readonly tokensPerSecond: number; readonly ratios: readonly Ratio[]; readonly command: CommandCost };

export const options = {
  pairs: { type: "string", default: "9" },
  rounds: { type: "string", default: "7" },
  threads: { type: "string", default: String(availableParallelism()) },
  models: { type: "string", default: models.join(",") },
} as const;

/** @throws PremiseError what opening and scoring throw. */
export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options });
  const threads = Number(values.threads);
  const results: Result[] = [];
  for (const model of values.models.split(",")) {
    io.err(`${model}: scoring against bare llama_decode, ${values.pairs} pairs\n`);
    results.push(await measureModel(model, { pairs: Number(values.pairs), rounds: Number(values.rounds), threads }, io));
  }
  const page = renderPage(results, threads, Number(values.pairs));
  writeFileSync(join(root, "docs/score-measured.md"), page);
  writeFileSync(join(root, "docs/data/score-measured.json"), `${JSON.stringify({ seed, threads, pairs: Number(values.pairs), machine: showMachine(), results }, null, 2)}\n`);
  io.out(page);
}

async function measureModel(model: string, { pairs, rounds, threads }: Record<"pairs" | "rounds" | "threads", number>, io: Io): Promise<Result> {
  const { path } = await locateModel({ kind: "registered", id: model }, io.env);
  using bareModel = new Bare({ path, contextTokens: 4096, threads });
  await using predictor = await openPredictor(model, { env: io.env, threads });
  const [all = []] = await predictor.tokenize([makeText()]);
  const tokens = all.slice(0, textTokens);
  const kinds: { name: string; bar: number | null; want: Wanted }[] = [
    { name: "log-probabilities", bar: predictor.info.vocabularySize > 100_000 ? 0.8 : 0.9, want: {} },
    { name: "and entropy, variance, rank", bar: null, want: { statistics: true } },
    { name: "and the mean hidden state", bar: null, want: { statistics: true, hidden: true } },
  ];
  const times = kinds.map(() => ({ bare: [] as number[], ours: [] as number[] }));
  for (let pair = -1; pair < pairs; pair++) {
    for (const [i, kind] of kinds.entries()) {
      const bare = await timeSeconds(async () => bareModel.decode(tokens.slice(0, -1), 0, kind.want.hidden === true));
      const ours = await scoreOurs(predictor, tokens, kind.want);
      // The first round warms both up.
      if (pair < 0) continue;
      times[i]?.bare.push(bare);
      times[i]?.ours.push(ours);
    }
  }
  const ratios = kinds.map(({ name, bar }, i): Ratio => ({ name, bar, ratio: medianRatio(times[i]?.bare ?? [], times[i]?.ours ?? []) }));
  const command = await measureCommand(model, rounds, threads, io);
  return { model, tokensPerSecond: (tokens.length - 1) / median(times[0]?.ours ?? []), ratios, command };
}

async function scoreOurs(predictor: Predictor, tokens: readonly number[], want: Wanted): Promise<number> {
  const start = performance.now();
  const [outcome] = await predictor.score([{ context: tokens.slice(0, 1), continuation: tokens.slice(1), want }]);
  const seconds = (performance.now() - start) / 1000;
  if (outcome?.ok !== true) throw outcome?.error ?? new PremiseError("internal", { problem: "nothing was scored" });
  return seconds;
}

/**
 * `premise score` of short lines against the same lines through the library, each in a fresh process, since code that has run before is faster;
 * a process start and the library's model load are measured beside them.
 */
async function measureCommand(model: string, rounds: number, threads: number, io: Io): Promise<CommandCost> {
  const folder = mkdtempSync(join(tmpdir(), "premise-perf-"));
  const file = join(folder, "lines.jsonl");
  const lines = makeLines();
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const times = { command: [] as number[], library: [] as number[], processStart: [] as number[], modelLoad: [] as number[] };
  try {
    for (let round = 0; round < rounds; round++) {
      const command = async (): Promise<void> => void times.command.push((await timeProcess(["src/cli/main.ts", "score", "--model", model, file], io, threads)).seconds);
      times.processStart.push((await timeProcess(["src/cli/main.ts", "--version"], io, threads)).seconds);
      // By turns first, so that a machine that grows slower favours neither.
      if (round % 2 === 0) await command();
      const { output } = await timeProcess(["perf/score/library.ts", model, file, String(threads)], io, threads);
      const { modelLoad, library } = JSON.parse(output) as { modelLoad: number; library: number };
      times.modelLoad.push(modelLoad);
      times.library.push(library);
      if (round % 2 === 1) await command();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const overruns = times.command.map((seconds, i) => seconds - (times.library[i] ?? 0) - (times.processStart[i] ?? 0) - (times.modelLoad[i] ?? 0));
  return {
    command: median(times.command), library: median(times.library), processStart: median(times.processStart), modelLoad: median(times.modelLoad),
    overrun: bootstrapStatistic(overruns, median, createRandom(seed)),
  };
}

function timeProcess([program = "", ...args]: readonly string[], io: Io, threads: number): Promise<{ readonly seconds: number; readonly output: string }> {
  const start = performance.now();
  const child = spawn(process.execPath, [join(root, program), ...args], { env: { ...io.env, PREMISE_THREADS: String(threads) }, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => void (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve({ seconds: (performance.now() - start) / 1000, output }) : reject(new PremiseError("internal", { problem: `${program} ${args[0] ?? ""} ended with ${String(code)}` }))));
  });
}

/** Speed of ours over bare: seconds of bare / seconds of ours, pair by pair. */
function medianRatio(bare: readonly number[], ours: readonly number[]): Estimate | CannotMeasure {
  return bootstrapStatistic(bare.map((seconds, i) => seconds / (ours[i] ?? Number.NaN)), median, createRandom(seed));
}

/** A long text of ordinary words in an order that the seed decides. */
function makeText(): string {
  const words = "the harbour was quiet when boats came back with their morning catch and an old clerk wrote each name into his long grey book before he shut it".split(" ");
  const random = createRandom(seed);
  return Array.from({ length: 1200 }, (_, i) => (words[random.below(words.length)] ?? "") + (i % 14 === 13 ? "." : "")).join(" ");
}

function makeLines(): { context: string; continuation: string }[] {
  const subjects = ["water", "iron", "a candle", "the moon", "bread", "a river", "glass", "the north wind"];
  const random = createRandom(seed + 1);
  return Array.from({ length: lineCount }, (_, i) => ({
    context: `${i + 1}. About ${subjects[random.below(subjects.length)] ?? ""}:`,
    continuation: ` it is ${["cold", "heavy", "bright", "old", "useful"][random.below(5)] ?? ""} in winter`,
  }));
}

function showMachine(): string {
  const { processor, cores, node } = describeMachine();
  return `${processor}, ${cores} cores, Node ${node}`;
}

function renderPage(results: readonly Result[], threads: number, pairs: number): string {
  const rows = results.flatMap(({ model, ratios }) => ratios.map(({ name, bar, ratio }) => `| ${model} | ${name} | ${show(ratio)} | ${bar === null ? "none" : `>= ${bar}`} |`));
  const commands = results.map(({ model, command: c }) => `| ${model} | ${c.command.toFixed(2)} | ${c.library.toFixed(2)} | ${c.processStart.toFixed(2)} | ${c.modelLoad.toFixed(2)} | ${show(c.overrun)} |`);
  return `# Speed of \`score\`

Generated by \`npm run perf -- score\`. Machine: ${showMachine()}; ${threads} threads; ${pairs} interleaved pairs; seed ${seed}.

## Against bare \`llama_decode\` of the same batches

A text of ${textTokens} tokens, every token's logits computed. The ratio is tokens/s of \`score\` over tokens/s of the bare calls, pair by pair in one run:
the median with its 95 % interval. The last row of a model is compared with bare calls that compute hidden states too.

| model | what is scored | ratio | bar |
| --- | --- | --- | --- |
${rows.join("\n")}

${results.map(({ model, tokensPerSecond }) => `${model}: ${tokensPerSecond.toFixed(0)} tokens/s.`).join(" ")}

## \`premise score\` of ${lineCount} short lines

Each in a fresh process; medians in seconds. The overrun is what the command took beyond the library, one process start and one model load, all of the same round; the bar is 0.

| model | command | library | process start | model load | overrun |
| --- | --- | --- | --- | --- | --- |
${commands.join("\n")}
`;
}

function show(estimate: Estimate | CannotMeasure): string {
  if ("kind" in estimate) return `cannot measure (${estimate.reason})`;
  return `${estimate.value.toFixed(3)} (${estimate.interval[0].toFixed(3)} to ${estimate.interval[1].toFixed(3)}, n = ${estimate.n})`;
}
