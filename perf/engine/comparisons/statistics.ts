/** @module What token statistics and the hidden state cost while sampling. */
import { most, type Row } from "../row.ts";
import { type Comparison, openOurs, seed, type Setting } from "../setting.ts";
import { makePrefix } from "../texts.ts";
import { interleave, ratioOf, showRate } from "../timing.ts";
import { draw } from "./draw.ts";

const prefixTokens = 100;
const tokens = 64;

export const statistics: Comparison = {
  id: "statistics",
  title: "Statistics while sampling",
  method: `The same samples (prefix of ${prefixTokens} tokens, ${tokens} tokens each, same seed) with and without entropy, variance, rank and the mean hidden state: seconds a token after every sample's first token, with over without, so 1.05 is an overhead of 5 %.`,
  run,
};

async function run(setting: Setting): Promise<Row[]> {
  await using ours = await openOurs(setting);
  const side = (n: number, wanted: boolean) => async (round: number) => {
    const context = await makePrefix(ours, round + 1, prefixTokens);
    return (await draw(ours, { context, maxTokens: tokens, seed: seed + round + 1, n, want: wanted ? { statistics: true, hidden: true } : {} })).drawing;
  };
  const times = await interleave({ many: side(16, false), manyWith: side(16, true), one: side(1, false), oneWith: side(1, true) }, setting);
  const bar = most(setting.largeVocabulary ? 1.15 : 1.05);
  return [
    { name: "16 samples, with over without", unit: "ratio", bar, estimate: ratioOf(times.manyWith, times.many), note: `${showRate(times.manyWith)} against ${showRate(times.many)}` },
    { name: "1 sample, with over without", unit: "ratio", bar, estimate: ratioOf(times.oneWith, times.one), note: `${showRate(times.oneWith)} against ${showRate(times.one)}` },
  ];
}
