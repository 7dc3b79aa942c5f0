/** @module The repeatable mode beside the fast one: what each order of arrival changes, and what repeatability costs. */
import type { Estimate } from "../../../src/protocol/results.ts";
import type { Predictor, ScoreRequest } from "../../../src/predictor/predictor.ts";
import { openPredictor } from "../../../src/predictor/choose.ts";
import { createRandom, shuffle } from "../../../src/random/seeded.ts";
import { meanOf } from "../../../src/stats/bootstrap.ts";
import { most, type Row, toExact } from "../row.ts";
import { type Comparison, openOurs, seed, type Setting } from "../setting.ts";
import { makePrefix, makeQuestions, makeTokens } from "../texts.ts";
import { interleave, ratioOf, showRate, timeSeconds } from "../timing.ts";
import { draw } from "./draw.ts";

const orders = 20;
const questions = 2;
const sharedTokens = 40;
const textTokens = 256;
const sampled = { tokens: 32, n: 4 };

export const repeatable: Comparison = {
  id: "repeatable",
  title: "The repeatable mode",
  method: `${questions * 4} requests (${questions} contexts of ${sharedTokens} tokens, four choices each) arrive at once, each as a call of its own, in ${orders} orders; each token's log-probability is compared with that of the first order. The rule for two implementations that agree is at most 0.15 nats for any token and 0.02 in the mean; with \`deterministic: true\` nothing may differ. Flash attention is there on request (\`flashAttention: true\`). Speeds: a text of ${textTokens} tokens, and ${sampled.n} samples of ${sampled.tokens} tokens after a prefix of ${sharedTokens}; below 1, the repeatable mode is slower.`,
  run,
};

async function run(setting: Setting): Promise<Row[]> {
  await using fast = await openOurs(setting);
  await using flash = await openOurs(setting, { flashAttention: true });
  await using slow = await openPredictor(setting.model, { env: setting.io.env, threads: setting.threads, deterministic: true });
  const rows = [...(await compareOrders(fast, "fast", [0.15, 0.02])), ...(await compareOrders(flash, "flash attention", null)), ...(await compareOrders(slow, "repeatable", [0, 0]))];
  const score = (predictor: Predictor) => async (round: number) => {
    const tokens = await makeTokens(predictor, round + 1, textTokens);
    return (await timeSeconds(() => scoreTokens(predictor, { context: tokens.slice(0, 1), continuation: tokens.slice(1) }))) / (textTokens - 1);
  };
  const sample = (predictor: Predictor) => async (round: number) =>
    (await draw(predictor, { context: await makePrefix(predictor, round + 1, sharedTokens), maxTokens: sampled.tokens, n: sampled.n, seed: seed + round + 1 })).whole;
  const times = await interleave({ fast: score(fast), slow: score(slow), fastSample: sample(fast), slowSample: sample(slow) }, setting);
  return [
    ...rows,
    { name: "scoring, repeatable over fast", unit: "ratio", bar: null, estimate: ratioOf(times.fast, times.slow), note: `${showRate(times.slow)} against ${showRate(times.fast)}` },
    { name: "sampling, repeatable over fast", unit: "ratio", bar: null, estimate: ratioOf(times.fastSample, times.slowSample), note: `${showRate(times.slowSample)} against ${showRate(times.fastSample)}` },
  ];
}

async function compareOrders(predictor: Predictor, mode: string, bars: readonly [largest: number, mean: number] | null): Promise<Row[]> {
  const requests = (await makeQuestions(predictor, 3, questions)).flatMap(({ context, choices }) => choices.map((continuation) => ({ context: context.slice(0, sharedTokens), continuation })));
  const random = createRandom(seed);
  let first: number[] = [];
  const differences: number[] = [];
  for (let i = 0; i < orders; i++) {
    const order = i === 0 ? [...requests.keys()] : shuffle([...requests.keys()], random);
    const scored = await Promise.all(order.map((at) => scoreTokens(predictor, requests[at] as ScoreRequest)));
    const sorted = order.map((at, k) => ({ at, logprobs: scored[k] ?? [] })).sort((a, b) => a.at - b.at).flatMap(({ logprobs }) => logprobs);
    if (i === 0) first = sorted;
    else differences.push(...sorted.map((logprob, k) => Math.abs(logprob - (first[k] ?? Number.NaN))));
  }
  const exact = (value: number): Estimate => ({ ...toExact(value, "largest-or-mean"), n: orders });
  return [
    { name: `largest difference of a token, ${mode}`, unit: "nats", bar: bars && most(bars[0]), estimate: exact(Math.max(...differences)), note: `${orders} orders` },
    { name: `mean difference of a token, ${mode}`, unit: "nats", bar: bars && most(bars[1]), estimate: exact(meanOf(differences)), note: `${orders} orders` },
  ];
}

/** Log-probabilities of the request's tokens, from a call of its own. */
async function scoreTokens(predictor: Predictor, request: ScoreRequest): Promise<number[]> {
  const [outcome] = await predictor.score([request]);
  if (outcome?.ok !== true) throw outcome?.error ?? new TypeError("no outcome");
  return outcome.tokens.map(({ logprob }) => logprob ?? Number.NaN);
}
