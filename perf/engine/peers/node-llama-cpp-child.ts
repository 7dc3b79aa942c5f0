/** @module Scores choices with node-llama-cpp: a line of JSON in, a line out. Arguments: its main file, the model's file, threads. */
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

/** `logits`: the token's own logit and the sum over the vocabulary; `probabilities`: the whole sorted list, as its guide shows. */
export type Way = "logits" | "probabilities";
export type Ask = { readonly way: Way; readonly questions: readonly { readonly context: readonly number[]; readonly choices: readonly (readonly number[])[] }[] };
export type Answer = { readonly seconds: number; readonly logprobs: readonly number[] };

type Next = { readonly probabilities?: Map<number, number>; readonly logits?: Map<number, number>; readonly totalLogitWeight?: number };
type Input = readonly [token: number, options: { readonly generateNext: object }];
type Sequence = {
  readonly nextTokenIndex: number;
  readonly clearHistory: () => Promise<void>;
  readonly evaluateWithoutGeneratingNewTokens: (tokens: readonly number[]) => Promise<void>;
  readonly controlledEvaluate: (input: readonly Input[]) => Promise<({ readonly next: Next } | undefined)[]>;
  readonly eraseContextTokenRanges: (ranges: readonly { readonly start: number; readonly end: number }[]) => Promise<void>;
};
type Library = {
  readonly getLlama: (options: object) => Promise<{
    readonly loadModel: (options: object) => Promise<{ readonly createContext: (options: object) => Promise<{ readonly getSequence: () => Sequence }> }>;
  }>;
};

const [library = "", modelPath = "", threads = "1"] = process.argv.slice(2);
const { getLlama } = (await import(pathToFileURL(library).href)) as Library;
const llama = await getLlama({ gpu: false, build: "never", maxThreads: Number(threads), logLevel: "error" });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 512, batchSize: 512, sequences: 1, threads: Number(threads), swaFullCache: true });
const sequence = context.getSequence();
for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Ask))}\n`);
process.exit(0);

async function answer({ way, questions }: Ask): Promise<Answer> {
  const logprobs: number[] = [];
  const start = performance.now();
  for (const question of questions) {
    await sequence.clearHistory();
    const before = question.context.slice(0, -1);
    await sequence.evaluateWithoutGeneratingNewTokens(before);
    for (const choice of question.choices) {
      logprobs.push(await scoreChoice(way, [question.context.at(-1) as number, ...choice]));
      // The context stays; only the choice is forgotten.
      await sequence.eraseContextTokenRanges([{ start: before.length, end: sequence.nextTokenIndex }]);
    }
  }
  return { seconds: (performance.now() - start) / 1000, logprobs };
}

async function scoreChoice(way: Way, tokens: readonly number[]): Promise<number> {
  const input = tokens.slice(0, -1).map((token, i): Input => [token, { generateNext: wantNext(way, tokens[i + 1] as number) }]);
  const outputs = await sequence.controlledEvaluate(input);
  return outputs.reduce((sum, output, i) => sum + logprobOf(output?.next, tokens[i + 1] as number), 0);
}

/** At its temperature of 0 the selected token is the likeliest; `includeMax` of 3.22.1 gives that one only where it was asked for by id. */
function wantNext(way: Way, token: number): object {
  return way === "probabilities" ? { probabilities: true } : { logits: { filter: { tokens: [token], includeSelected: true } }, totalLogitWeight: true, options: { temperature: 0 } };
}

function logprobOf(next: Next | undefined, token: number): number {
  if (next?.probabilities !== undefined) return Math.log(next.probabilities.get(token) ?? 0);
  const logits = next?.logits;
  const most = logits === undefined ? Number.NaN : Math.max(...logits.values());
  return (logits?.get(token) ?? Number.NaN) - most - Math.log(next?.totalLogitWeight ?? Number.NaN);
}
