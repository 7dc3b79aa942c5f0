/** @module Do premises help? Ten premises against raw question, worked examples and chat form, on OpenBookQA. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { resolveDirectories } from "../src/config/directories.ts";
import { PremiseError } from "../src/errors/premise-error.ts";
import { openPredictor } from "../src/predictor/choose.ts";
import type { Predictor } from "../src/predictor/predictor.ts";
import { meanOf } from "../src/stats/bootstrap.ts";
import { type Arm, createWordingArm, type Form, forms, listArms } from "./premises/arms.ts";
import { evaluate, fingerprintOf } from "./premises/evaluate.ts";
import { measuredMethods, scoreArm } from "./premises/measure.ts";
import { type Question, readQuestions, type Split, takeSplit } from "./premises/questions.ts";
import { openResults, type Results } from "./premises/results.ts";
import { readWordings } from "./premises/wordings.ts";

export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options: {
    models: { type: "string", default: "smollm2-135m-instruct,gemma-3-270m,qwen2.5-coder-1.5b-instruct" },
    split: { type: "string", default: "test" },
    questions: { type: "string" },
    data: { type: "string", default: io.env["OPENBOOKQA"] ?? "../shared/data/openbookqa/test.jsonl" },
    wordings: { type: "string" },
    arms: { type: "string" },
    forms: { type: "string", default: forms.join(",") },
    threads: { type: "string" },
    "table-only": { type: "boolean", default: false },
  } });
  const all = takeSplit(readQuestions(values.data), values.split as Split);
  const questions = all.slice(0, values.questions === undefined ? all.length : Number(values.questions));
  const wanted = values.arms?.split(",");
  for (const model of values.models.split(",")) {
    const results = openResults(join(resolveDirectories(io.env).data, "perf", `premises-${model}.jsonl`));
    await using predictor = await openPredictor(model, { env: io.env, ...(values.threads === undefined ? {} : { threads: Number(values.threads) }) });
    const wordings = values.wordings === undefined ? [] : readWordings(values.wordings).map((each) => createWordingArm(each, "wording"));
    const arms = [...(await armsOf(predictor)), ...wordings].filter(({ id }) => wanted === undefined || wanted.some((each) => (each.endsWith("*") ? id.startsWith(each.slice(0, -1)) : id === each)));
    if (arms.length === 0) throw new PremiseError("usage/command-line", { command: "npm run perf -- premises", problem: "no arm of these names" });
    const jobs = values.forms.split(",").flatMap((form) => arms.map((arm) => ({ arm, form: form as Form, questions })));
    if (!values["table-only"]) await evaluate(predictor, jobs, results, io);
    io.out(table(results, fingerprintOf(predictor), model, arms, questions));
  }
}

async function armsOf(predictor: Predictor): Promise<Arm[]> {
  const { bos, endOfText } = predictor.info;
  const [bosText = "", eosText = ""] = await predictor.detokenize([bos.token === null ? [] : [bos.token], endOfText.slice(0, 1)]);
  return listArms(predictor.info, { bosText, eosText });
}

function table(results: Results, fingerprint: string, model: string, arms: readonly Arm[], questions: readonly Question[]): string {
  const lines = arms.flatMap((arm) => measuredMethods(results, fingerprint, arm, questions).map((method) => {
    const scores = scoreArm(results, fingerprint, arm, questions, method).scores.filter((score) => score !== null);
    const mean = (of: "accuracy" | "logScore" | "brier"): string => meanOf(scores.map((score) => score[of])).toFixed(3);
    return { method, line: `${model.padEnd(12)} ${method.padEnd(15)} ${arm.id.padEnd(30)} n=${scores.length} acc ${mean("accuracy")} log ${mean("logScore")} brier ${mean("brier")}` };
  }));
  return lines.sort((a, b) => (a.method < b.method ? -1 : a.method > b.method ? 1 : 0)).map(({ line }) => `${line}\n`).join("");
}
