/** @module Evaluation: every question of an arm that has no result yet is scored, many in one call. */
import { PremiseError } from "../../src/errors/premise-error.ts";
import type { Io } from "../../src/cli/io.ts";
import type { Predictor } from "../../src/predictor/predictor.ts";
import { hashValue } from "../../src/random/hash.ts";
import { scoreTexts, type TextOutcome } from "../../src/score/continuation.ts";
import { type Arm, type Form, hashArm, type Put } from "./arms.ts";
import type { Question } from "./questions.ts";
import type { Result, Results } from "./results.ts";

export type Job = { readonly arm: Arm; readonly form: Form; readonly questions: readonly Question[] };

const batchQuestions = 25;

export function fingerprintOf(predictor: Predictor): string {
  return hashValue(predictor.info.fingerprint).slice(0, 16);
}

/** Scores what is missing, arm by arm, so that an arm's fixed text stays in the cache. @throws PremiseError `interrupted`. */
export async function evaluate(predictor: Predictor, jobs: readonly Job[], results: Results, io: Io): Promise<void> {
  const fingerprint = fingerprintOf(predictor);
  const missing = jobs.map((job) => ({ ...job, text: hashArm(job.arm, job.form) }))
    .map((job) => ({ ...job, questions: job.questions.filter(({ id }) => results.find({ fingerprint, text: job.text, question: id, form: job.form }) === undefined) }))
    .filter((job) => job.questions.length > 0);
  const total = missing.reduce((sum, job) => sum + job.questions.length, 0);
  const started = io.clock.seconds();
  let done = 0;
  for (const job of missing) {
    for (let at = 0; at < job.questions.length; at += batchQuestions) {
      if (io.signal.aborted) throw new PremiseError("interrupted");
      const questions = job.questions.slice(at, at + batchQuestions);
      const measured = await scoreBatch(predictor, job, questions, io);
      results.add(measured.map((each) => ({ ...each, model: predictor.info.model, fingerprint, arm: job.arm.id, text: job.text, form: job.form })));
      done += questions.length;
    }
    const seconds = io.clock.seconds() - started;
    io.err(`${predictor.info.model}: ${job.arm.id} ${job.form}: ${done} of ${total}, ${Math.round(seconds)} s, about ${Math.round((seconds / done) * (total - done))} s left\n`);
  }
}

type Measured = Omit<Result, "model" | "fingerprint" | "arm" | "text" | "form">;

async function scoreBatch(predictor: Predictor, { arm, form }: Job, questions: readonly Question[], io: Io): Promise<Measured[]> {
  const puts = questions.map((question) => arm.put(question.text, question.choices, form));
  const fixedTokens = await countFixed(predictor, puts);
  const started = io.clock.seconds();
  const outcomes = await scoreTexts(predictor, puts.flatMap(({ continuations, ...rest }) => continuations.map((continuation) => ({ ...rest, continuation }))), { signal: io.signal });
  const seconds = (io.clock.seconds() - started) / questions.length;
  let at = 0;
  return questions.map((question, i) => {
    const own = outcomes.slice(at, (at += puts[i]?.continuations.length ?? 0));
    return { question: question.id, ...summarise(own), fixedTokens, seconds };
  });
}

function summarise(outcomes: readonly TextOutcome[]): Pick<Measured, "logprobs" | "tokens" | "bytes" | "promptTokens"> {
  const scored = outcomes.filter((outcome) => outcome.ok);
  const refused = outcomes.find((outcome) => !outcome.ok);
  return {
    logprobs: refused === undefined ? scored.map((score) => score.logprob ?? Number.NaN) : refused.error.code,
    tokens: scored.map((score) => score.tokens.length),
    bytes: scored.map((score) => score.bytes),
    promptTokens: scored[0]?.promptTokens ?? 0,
  };
}

/** Tokens with which all contexts begin; what one arm always begins with is evaluated once. */
async function countFixed(predictor: Predictor, puts: readonly Put[]): Promise<number> {
  const [first = [], ...others] = await predictor.tokenize(puts.map((put) => put.context));
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && other[same] === first[same]) same++;
    length = same;
  }
  return length;
}
