/** @module Runs lm-eval on local questions, offline, and reads the log-likelihoods that it wrote down. */
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonProgram } from "../harness/folder.ts";
import { runProgram } from "../harness/run.ts";

const here = import.meta.dirname;

export type LmEvalOptions = {
  /** lm-eval's kind of model: `local-completions`, `gguf`, `local-chat-completions`. */
  readonly kind: string;
  readonly args: Readonly<Record<string, string | number | boolean>>;
  /** Names of lm-eval/tasks. */
  readonly tasks: readonly string[];
  /** Files that the tasks read. */
  readonly files: readonly string[];
  readonly more?: readonly string[];
};

export type Choice = { readonly task: string; readonly question: number; readonly context: string; readonly continuation: string; readonly logprob: number; readonly greedy: boolean };
/** `texts`: what was generated, for tasks of free text. */
export type LmEvalOutcome = { readonly choices: readonly Choice[]; readonly texts: readonly string[]; readonly accuracy: Readonly<Record<string, number>>; readonly seconds: number };

type Sample = { readonly doc_id: number; readonly arguments: Readonly<Record<string, { readonly arg_0: string; readonly arg_1: string }>>; readonly filtered_resps: readonly (readonly [string, string] | string)[] };
type Results = { readonly results: Readonly<Record<string, Readonly<Record<string, number>>>> };

/** `seconds`: of the whole process, its start and its reading included. */
export async function runLmEval({ kind, args, tasks, files, more = [] }: LmEvalOptions): Promise<LmEvalOutcome> {
  const folder = await mkdtemp(join(tmpdir(), "premise-lm-eval-"));
  try {
    for (const file of files) await cp(file, join(folder, file.split("/").at(-1) ?? ""));
    const modelArgs = Object.entries(args).map(([name, value]) => `${name}=${typeof value === "boolean" ? (value ? "True" : "False") : value}`).join(",");
    const env = { HF_HUB_OFFLINE: "1", HF_DATASETS_OFFLINE: "1", HF_HOME: join(folder, "hub"), TQDM_DISABLE: "1" };
    const start = performance.now();
    await runProgram(pythonProgram("lm_eval"), ["run", "--model", kind, "--model_args", modelArgs, "--tasks", tasks.join(","), "--include_path", join(here, "tasks"), "--output_path", "out", "--log_samples", ...more], { env, cwd: folder });
    const seconds = (performance.now() - start) / 1000;
    return { ...(await readOutput(join(folder, "out"), tasks)), seconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The arguments of `local-completions` with the gateway's own tokenizer. */
export function toCompletionsArgs(url: string, model: string): Record<string, string | number | boolean> {
  return { model, base_url: `${url}/m/${encodeURIComponent(model)}/v1/completions`, tokenizer_backend: "remote" };
}

async function readOutput(folder: string, tasks: readonly string[]): Promise<Pick<LmEvalOutcome, "choices" | "texts" | "accuracy">> {
  const files = await readdir(folder, { recursive: true });
  const find = (start: string): string => join(folder, files.find((file) => file.includes(start)) ?? `${start} is missing`);
  const { results } = JSON.parse(await readFile(find("results_"), "utf8")) as Results;
  const read = await Promise.all(tasks.map(async (task) => ({ task, lines: (await readFile(find(`samples_${task}_`), "utf8")).trim().split("\n").map((line) => JSON.parse(line) as Sample) })));
  return {
    choices: read.flatMap(({ task, lines }) => lines.flatMap((sample) => toChoices(task, sample))),
    texts: read.flatMap(({ lines }) => lines.flatMap(({ filtered_resps: answers }) => answers.filter((answer) => typeof answer === "string"))),
    accuracy: Object.fromEntries(tasks.map((task) => [task, results[task]?.["acc,none"] ?? Number.NaN])),
  };
}

function toChoices(task: string, { doc_id: question, arguments: asked, filtered_resps: answers }: Sample): Choice[] {
  return answers.flatMap((answer, i) => {
    const given = asked[`gen_args_${i}`];
    if (typeof answer === "string" || given === undefined) return [];
    return [{ task, question, context: given.arg_0, continuation: given.arg_1, logprob: Number(answer[0]), greedy: answer[1] === "True" }];
  });
}
