/** @module A text that fills a cache of 512 tokens: ours against bare `llama_decode` with the logits of every token. */
import { PremiseError } from "../../../src/errors/premise-error.ts";
import type { Predictor, Wanted } from "../../../src/predictor/predictor.ts";
import { Bare } from "../bare.ts";
import { least, type Row } from "../row.ts";
import { type Comparison, openOurs, type Setting } from "../setting.ts";
import { makeTokens } from "../texts.ts";
import { interleave, ratioOf, showRate, timeSeconds } from "../timing.ts";

const textTokens = 512;
/** Added to a round where ours scores twice in it, so that it finds nothing of the first in its cache. */
const otherTexts = 5000;

export const longText: Comparison = {
  id: "long-text",
  title: "A long text against bare `llama_decode`",
  method: `A text of ${textTokens} tokens at \`n_ctx\` ${textTokens}, another in every round, from an emptied cache: ours gives the log-probabilities of all tokens but the first. Bare \`llama_decode\` evaluates the same tokens with the logits of each as an output, and leaves them unread; both use 32-bit caches and no flash attention. \`same batches\`: batches as ours makes them. \`one batch\`: all ${textTokens} at once, the best that it can do, with no limit on memory. All statistics are entropy, variance, rank and the mean hidden state; the bare side computes no hidden state.`,
  run,
};

async function run(setting: Setting): Promise<Row[]> {
  await using ours = await openOurs(setting, { contextTokens: textTokens });
  using bare = new Bare({ ...setting, contextTokens: textTokens });
  using whole = new Bare({ ...setting, contextTokens: textTokens, shape: { batchTokens: textTokens, maxOutputs: textTokens, maxSequences: 1 } });
  const text = (round: number): Promise<number[]> => makeTokens(ours, round + 1, textTokens);
  const side = (want: Wanted, apart = 0) => async (round: number) => scoreText(ours, await text(round + apart), want);
  const decode = (each: Bare) => async (round: number) => {
    // The last token predicts nothing that is scored, so ours does not evaluate it either.
    const tokens = (await text(round)).slice(0, -1);
    return (await timeSeconds(async () => each.decode(tokens))) / tokens.length;
  };
  const times = await interleave({ bare: decode(bare), ours: side({}), whole: decode(whole), full: side({ statistics: true, hidden: true }, otherTexts) }, setting);
  const [alone, all] = setting.largeVocabulary ? [0.92, 0.85] : [0.97, 0.94];
  const note = (own: readonly number[], other: readonly number[]): string => `${showRate(own)} against ${showRate(other)}`;
  return [
    { name: "log-probabilities, over bare, same batches", unit: "ratio", bar: least(alone), estimate: ratioOf(times.bare, times.ours), note: note(times.ours, times.bare) },
    { name: "all statistics, over bare, same batches", unit: "ratio", bar: least(all), estimate: ratioOf(times.bare, times.full), note: note(times.full, times.bare) },
    { name: "log-probabilities, over bare, one batch", unit: "ratio", bar: null, estimate: ratioOf(times.whole, times.ours), note: note(times.ours, times.whole) },
    { name: "all statistics, over bare, one batch", unit: "ratio", bar: null, estimate: ratioOf(times.whole, times.full), note: note(times.full, times.whole) },
  ];
}

/** Seconds a scored token. */
async function scoreText(predictor: Predictor, tokens: readonly number[], want: Wanted): Promise<number> {
  const start = performance.now();
  const [outcome] = await predictor.score([{ context: tokens.slice(0, 1), continuation: tokens.slice(1), want }]);
  const seconds = (performance.now() - start) / 1000;
  if (outcome?.ok !== true) throw outcome?.error ?? new PremiseError("internal", { problem: "nothing was scored" });
  return seconds / (tokens.length - 1);
}
