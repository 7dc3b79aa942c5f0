/** @module Compares what lm-eval read from a server with an independent computation of the same token ids. */
import { join } from "node:path";
import { listPeers } from "../../../perf/engine/peers/locate.ts";
import { runProgram } from "../harness/run.ts";
import type { Recorder } from "./recorder.ts";
import type { Choice, LmEvalOutcome } from "./run.ts";

/** How lm-eval sends its prompts: as token ids, which get no BOS, or as texts, before which the server puts one where the model expects it. */
export type Form = "ids" | "texts";

/** One choice, computed by reference.py; `logprobs` and `best` are of every token after the first, null where they were not computed. */
export type Reference = { readonly tokens: readonly number[]; readonly contextTokens: number; readonly logprobs: readonly (number | null)[]; readonly best: readonly (readonly [token: number, logprob: number] | null)[] };

export type ReferenceOptions = {
  readonly threads: number;
  /** Stands before every text; null: nothing does. */
  readonly bos?: number | null;
  /** Compute the tokens of a context only with the first text that begins with it. */
  readonly once?: boolean;
};

export type Agreement = {
  readonly choices: number;
  /** Choices for which the server was asked, or answered, other token ids than llama.cpp's own tokenizer gives. */
  readonly differentIds: number;
  /** Tokens of the choices, and all that were compared: the contexts' too. */
  readonly choiceTokens: number;
  readonly tokens: number;
  /** Nats a token, mean of absolute differences, mean with sign, and the largest: over the choices' tokens, and over all. */
  readonly meanDifference: number;
  readonly signedDifference: number;
  readonly largestDifference: number;
  readonly meanOfAll: number;
  readonly largestOfAll: number;
  /** Mean over choices of |difference of the sums| / tokens of the choice. */
  readonly meanChoiceDifference: number;
  readonly largestChoiceDifference: number;
  /** By how much lm-eval's sum and the sum of what it was sent differ at most. */
  readonly largestSumError: number;
  /** Tokens that are the most likely for one side only, where the reference's two best are more than 0.1 nats apart. */
  readonly otherBest: number;
  /** Questions answered otherwise, and the share of right answers on both sides, by task. */
  readonly otherAnswers: number;
  readonly accuracy: Readonly<Record<string, { readonly lmEval: number; readonly reference: number }>>;
};

/** The design's rule for two implementations. */
export const rule = { mean: 0.02, largest: 0.15, tie: 0.1 };

export function agrees({ meanDifference, largestDifference, differentIds, otherBest }: Agreement): boolean {
  return differentIds === 0 && otherBest === 0 && meanDifference <= rule.mean && largestDifference <= rule.largest;
}

export async function computeReference(path: string, choices: readonly Choice[], { threads, bos = null, once = false }: ReferenceOptions): Promise<Reference[]> {
  const input = choices.map(({ context, continuation }) => `${JSON.stringify({ context, continuation, bos })}\n`).join("");
  const output = await runProgram(listPeers(process.env).python, [join(import.meta.dirname, "reference.py"), path, String(threads), ...(once ? ["once"] : [])], { input });
  return output.trim().split("\n").map((line) => JSON.parse(line) as Reference);
}

type Compared = { readonly differences: readonly number[]; readonly ofAll: readonly number[]; readonly sumDifference: number; readonly sumError: number; readonly otherBest: number };

/** @param gold the right choice of each question, by task. */
export function compare({ choices, accuracy }: LmEvalOutcome, recorder: Recorder, references: readonly Reference[], gold: Readonly<Record<string, readonly number[]>>, form: Form = "ids"): Agreement {
  const pairs = choices.map((choice, i) => compareChoice(choice, recorder, references[i] as Reference, form));
  const compared = pairs.filter((pair) => pair !== null);
  const differences = compared.flatMap((each) => each.differences);
  const ofAll = compared.flatMap((each) => each.ofAll);
  const byChoice = compared.map(({ sumDifference, differences: { length } }) => Math.abs(sumDifference) / length);
  const answers = Object.keys(accuracy).map((task) => ({ task, ...compareAnswers(task, choices, references, gold[task] ?? []) }));
  return {
    choices: choices.length,
    differentIds: pairs.length - compared.length,
    choiceTokens: differences.length,
    tokens: ofAll.length,
    meanDifference: mean(differences.map(Math.abs)),
    signedDifference: mean(differences),
    largestDifference: Math.max(...differences.map(Math.abs)),
    meanOfAll: mean(ofAll.map(Math.abs)),
    largestOfAll: Math.max(...ofAll.map(Math.abs)),
    meanChoiceDifference: mean(byChoice),
    largestChoiceDifference: Math.max(...byChoice),
    largestSumError: Math.max(...compared.map(({ sumError }) => sumError)),
    otherBest: compared.reduce((sum, each) => sum + each.otherBest, 0),
    otherAnswers: answers.reduce((sum, { others }) => sum + others, 0),
    accuracy: Object.fromEntries(answers.map(({ task, reference }) => [task, { lmEval: accuracy[task] ?? Number.NaN, reference }])),
  };
}

/** Null where the server was not asked for these ids, or gave another number of them. */
function compareChoice({ context, continuation, logprob }: Choice, { answers }: Recorder, { tokens, contextTokens, logprobs, best }: Reference, form: Form): Compared | null {
  const answer = answers.get(form === "ids" ? tokens.join() : context + continuation);
  if (answer?.token_logprobs.length !== tokens.length + 1) return null;
  const own = answer.token_logprobs.slice(1, -1) as number[];
  const differences = own.map((each, i) => each - (logprobs[i] ?? Number.NaN));
  const isOtherBest = (each: number, i: number): boolean => {
    const [token, highest] = best[i] ?? [-1, Number.NaN];
    const isBest = each === Math.max(...Object.values(answer.top_logprobs[i + 1] ?? {}));
    return isBest !== (token === tokens[i + 1]) && highest - (logprobs[i] ?? Number.NaN) > rule.tie;
  };
  const ofChoice = differences.slice(contextTokens - 1);
  const sumError = Math.abs(sum(own.slice(contextTokens - 1)) - logprob);
  return { ofAll: differences.filter((_, i) => logprobs[i] !== null), differences: ofChoice, sumDifference: sum(ofChoice), sumError, otherBest: own.filter(isOtherBest).length };
}

/** The reference's own log-likelihood of a choice; that part of it is always computed. */
function sumOf({ logprobs, contextTokens }: Reference): number {
  return sum(logprobs.slice(contextTokens - 1).map((logprob) => logprob ?? Number.NaN));
}

function compareAnswers(task: string, choices: readonly Choice[], references: readonly Reference[], gold: readonly number[]): { others: number; reference: number } {
  const own = choices.map((choice, i) => ({ ...choice, reference: sumOf(references[i] as Reference) })).filter((choice) => choice.task === task);
  const chosen = gold.map((right, question) => {
    const of = own.filter((choice) => choice.question === question);
    return { right, lmEval: argmax(of.map(({ logprob }) => logprob)), reference: argmax(of.map(({ reference }) => reference)) };
  });
  return { others: chosen.filter(({ lmEval, reference }) => lmEval !== reference).length, reference: mean(chosen.map(({ reference, right }) => Number(reference === right))) };
}

function argmax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
