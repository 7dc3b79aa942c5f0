/** @module Does the cost of a dialogue grow with its length? Tokens evaluated over tokens that it has. */
import { PremiseError } from "../../../src/errors/premise-error.ts";
import type { Predictor, SampleEnd } from "../../../src/predictor/predictor.ts";
import { most, type Row, toExact } from "../row.ts";
import { type Comparison, openOurs, seed, type Setting } from "../setting.ts";
import { makePrefix, makeTokens } from "../texts.ts";

const steps = 40;
const replyTokens = 12;
const turnTokens = 10;
const openingTokens = 60;

export const dialogue: Comparison = {
  id: "dialogue",
  title: "Cost of a long dialogue",
  method: `${steps} steps after an opening of ${openingTokens} tokens. In each, \`sampled\`: ${replyTokens} tokens are drawn, then a turn of ${turnTokens} tokens follows; \`scored\`: ${replyTokens} given tokens are scored after the dialogue so far, then they and a turn of ${turnTokens} follow. Tokens evaluated are \`promptTokens - cachedTokens\` of every step and the step's own tokens but the last, which nothing was asked after; tokens that it has are the last step's context and its own tokens but the last. A count, not a time: it is the same on every run.`,
  run,
};

type Count = { readonly evaluated: number; readonly has: number };

async function run(setting: Setting): Promise<Row[]> {
  await using ours = await openOurs(setting);
  const rows: Row[] = [];
  for (const [name, step] of [["sampled", sampleReply], ["scored", scoreReply]] as const) {
    // Another opening for each, or the second would find the first's in the cache.
    const { evaluated, has } = await hold(ours, await makePrefix(ours, rows.length, openingTokens), step);
    rows.push({ name: `tokens evaluated over tokens had, ${name}`, unit: "ratio", bar: most(1.05), estimate: toExact(evaluated / has, "count"), note: `${evaluated} of ${has}` });
    setting.progress(rows.length, 2);
  }
  return rows;
}

type Reply = { readonly tokens: readonly number[]; readonly promptTokens: number; readonly cachedTokens: number };

async function hold(predictor: Predictor, context: number[], step: (predictor: Predictor, context: readonly number[], i: number) => Promise<Reply>): Promise<Count> {
  let [evaluated, has] = [0, 0];
  for (let i = 0; i < steps; i++) {
    const { tokens, promptTokens, cachedTokens } = await step(predictor, context, i);
    evaluated += promptTokens - cachedTokens + tokens.length - 1;
    has = context.length + tokens.length - 1;
    context.push(...tokens, ...(await makeTokens(predictor, 100 + i, turnTokens)));
  }
  return { evaluated, has };
}

async function sampleReply(predictor: Predictor, context: readonly number[], i: number): Promise<Reply> {
  const tokens: number[] = [];
  let ended: SampleEnd | null = null;
  for await (const event of predictor.sample([{ context, maxTokens: replyTokens, seed: seed + i }])) {
    if (event.kind === "refused") throw event.error;
    if (event.kind === "token") tokens.push(event.token.token);
    else ended = event.end;
  }
  if (ended === null) throw new PremiseError("internal", { problem: "a sample had no end" });
  return { tokens, promptTokens: ended.promptTokens, cachedTokens: ended.cachedTokens };
}

async function scoreReply(predictor: Predictor, context: readonly number[], i: number): Promise<Reply> {
  const tokens = await makeTokens(predictor, 200 + i, replyTokens);
  const [outcome] = await predictor.score([{ context, continuation: tokens }]);
  if (outcome?.ok !== true) throw outcome?.error ?? new PremiseError("internal", { problem: "nothing was scored" });
  return { tokens, promptTokens: outcome.promptTokens, cachedTokens: outcome.cachedTokens };
}
