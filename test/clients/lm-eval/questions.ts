/** @module The questions of lm-eval's tasks, written from the data sets into a folder. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonProgram } from "../harness/folder.ts";
import { runProgram } from "../harness/run.ts";

const shared = join(import.meta.dirname, "../../../../shared/data");
const sets = {
  openbookqa: process.env["OPENBOOKQA"] ?? join(shared, "openbookqa/test.jsonl"),
  truthfulqa: process.env["TRUTHFULQA"] ?? join(shared, "truthfulqa/TruthfulQA.csv"),
};

export const tasks = ["premise_openbookqa", "premise_truthfulqa"];

/** Why the data sets cannot be asked; null when they can. */
export function whyNoQuestions(): string | null {
  const missing = Object.values(sets).filter((path) => !existsSync(path));
  return missing.length === 0 ? null : `${missing.join(" and ")} missing; OPENBOOKQA and TRUTHFULQA may name them`;
}

export class Questions implements AsyncDisposable {
  readonly files: readonly string[];
  /** The right choice of each question, by task. */
  readonly gold: Readonly<Record<string, readonly number[]>>;
  readonly #folder: string;

  private constructor(folder: string, files: readonly string[], gold: Readonly<Record<string, readonly number[]>>) {
    this.#folder = folder;
    this.files = files;
    this.gold = gold;
  }

  /** `limit` of each set, evenly spaced. */
  static async create(limit: number): Promise<Questions> {
    const folder = await mkdtemp(join(tmpdir(), "premise-questions-"));
    await runProgram(pythonProgram("python"), [join(import.meta.dirname, "dataset.py"), folder, String(limit), "--openbookqa", sets.openbookqa, "--truthfulqa", sets.truthfulqa]);
    const files = ["openbookqa", "truthfulqa"].map((name) => join(folder, `${name}.jsonl`));
    const gold = await Promise.all(files.map(async (file) => (await readFile(file, "utf8")).trim().split("\n").map((line) => (JSON.parse(line) as { answer: number }).answer)));
    return new Questions(folder, files, Object.fromEntries(tasks.map((task, i) => [task, gold[i] ?? []])));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}
