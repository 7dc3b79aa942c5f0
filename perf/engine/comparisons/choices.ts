/** @module Four choices after a shared context of 120 tokens: ours against no sharing, llama-cpp-python's server and node-llama-cpp. */
import { PremiseError } from "../../../src/errors/premise-error.ts";
import type { Predictor } from "../../../src/predictor/predictor.ts";
import { Bare } from "../bare.ts";
import { type LlamaCppPython, startLlamaCppPython } from "../peers/llama-cpp-python.ts";
import { NodeLlamaCpp } from "../peers/node-llama-cpp.ts";
import type { Way } from "../peers/node-llama-cpp-child.ts";
import { least, type Row } from "../row.ts";
import { type Comparison, openOurs, type Setting } from "../setting.ts";
import { contextTokens, makeQuestions, type Question } from "../texts.ts";
import { interleave, ratioOf, showRate, timeSeconds } from "../timing.ts";

const questionsARound = 5;
/** Rounds with the slow peers, which need up to a minute a choice. */
const slowRounds = 5;
/** Added to a round where ours is timed: it also scores the peers' questions, to check them, and must not find its own in its cache. */
const otherQuestions = 500;
/** Nats a token by which a peer may differ in the mean: it has a 16-bit cache and flash attention, and must not have scored something else. */
const agreement = 0.1;

export const choices: Comparison = {
  id: "choices",
  title: "Four choices after a shared context",
  method: `${questionsARound} questions a round, new ones in every round, each a context of ${contextTokens} tokens and four choices of 9 to 13. Ours scores all in one call. \`without sharing\`: bare \`llama_decode\` of every context with its choice from an emptied cache, with the logits of the choice alone, left unread. The choices' logits cost the same on both sides, and with 262,144 of them a token of a choice costs more than twice one of the context: sharing can then save no more than it does of the contexts. llama-cpp-python's server: \`/v1/completions\` with \`echo\`, \`logprobs\` and \`max_tokens\` 1, one request a choice over a connection that stays open; it finds the context of the choice before in its cache by itself, and only a question's second choice is timed, which favours it. node-llama-cpp: \`controlledEvaluate\` in a process of its own, the context evaluated once a question and only the choice erased; \`logits\` asks for the token's logit and the vocabulary's sum, the cheapest way it has; \`probabilities\` for the whole sorted list, as its guide shows, for one question a round. Its sums are checked against ours.`,
  run,
};

async function run(setting: Setting): Promise<Row[]> {
  await using ours = await openOurs(setting);
  using bare = new Bare({ ...setting, contextTokens: 512 });
  await using python = await startLlamaCppPython(setting);
  await using node = new NodeLlamaCpp(setting);
  const questions = (round: number): Promise<Question[]> => makeQuestions(ours, round, questionsARound);
  const timeNode = async (way: Way, round: number, asked: readonly Question[]): Promise<number> => {
    const answer = await node.score(way, asked);
    if (round < 0) requireAgreement(way, answer.logprobs, await scoreOurs(ours, asked), asked);
    return answer.seconds / answer.logprobs.length;
  };
  const own = async (round: number): Promise<number> => timeOurs(ours, await questions(round + otherQuestions));
  const times = await interleave({
    ours: own,
    alone: async (round) => decodeAlone(bare, await questions(round)),
    logits: async (round) => timeNode("logits", round, await questions(round)),
  }, setting);
  const slow = await interleave({
    ours: (round) => own(round + setting.pairs + 1),
    python: async (round) => timePython(python, (await questions(round))[0] as Question),
    probabilities: async (round) => timeNode("probabilities", round, (await questions(round)).slice(0, 1)),
  }, { ...setting, pairs: Math.min(setting.pairs, slowRounds) });
  const row = (name: string, bar: number, other: readonly number[], beside: readonly number[]): Row =>
    ({ name, unit: "ratio", bar: least(bar), estimate: ratioOf(other, beside), note: `${showRate(beside, "choices/s")} against ${showRate(other, "choices/s")}` });
  return [
    row("over the same without sharing", 3, times.alone, times.ours),
    row("over llama-cpp-python's server", 15, slow.python, slow.ours),
    row("over node-llama-cpp, `logits`", 20, times.logits, times.ours),
    row("over node-llama-cpp, `probabilities`", 20, slow.probabilities, slow.ours),
  ];
}

/** Seconds of a question's second choice: the first, untimed, has brought the context into the server's cache. */
async function timePython(python: LlamaCppPython, question: Question): Promise<number> {
  await python.score(question, 0);
  return timeSeconds(() => python.score(question, 1));
}

async function timeOurs(predictor: Predictor, questions: readonly Question[]): Promise<number> {
  const start = performance.now();
  await scoreOurs(predictor, questions);
  return (performance.now() - start) / 1000 / (questions.length * 4);
}

async function scoreOurs(predictor: Predictor, questions: readonly Question[]): Promise<number[]> {
  const outcomes = await predictor.score(questions.flatMap(({ context, choices: each }) => each.map((continuation) => ({ context, continuation }))));
  return outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome.logprob;
  });
}

async function decodeAlone(bare: Bare, questions: readonly Question[]): Promise<number> {
  const texts = questions.flatMap(({ context, choices: each }) => each.map((choice) => ({ tokens: [...context, ...choice.slice(0, -1)], first: context.length - 1 })));
  return (await timeSeconds(async () => { for (const { tokens, first } of texts) bare.decode(tokens, first); })) / texts.length;
}

/** @throws PremiseError `internal` when the peer's sums are not ours. */
function requireAgreement(way: Way, theirs: readonly number[], own: readonly number[], questions: readonly Question[]): void {
  const tokens = questions.flatMap(({ choices: each }) => each).reduce((sum, { length }) => sum + length, 0);
  const difference = own.reduce((sum, logprob, i) => sum + Math.abs(logprob - (theirs[i] ?? Number.NaN)), 0) / tokens;
  if (!(difference < agreement)) throw new PremiseError("internal", { problem: `node-llama-cpp (${way}) differs from ours by ${difference.toFixed(3)} nats a token` });
}
