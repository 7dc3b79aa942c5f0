/** @module Sixteen samples from one prefix: against one sample, and against `llama-server --parallel 16`. */
import type { Predictor } from "../../../src/predictor/predictor.ts";
import { type LlamaServer, startLlamaServer } from "../peers/llama-server.ts";
import { least, type Row } from "../row.ts";
import { type Comparison, openOurs, seed, type Setting } from "../setting.ts";
import { makePrefix } from "../texts.ts";
import { interleave, ratioOf, showRate, timeSeconds } from "../timing.ts";
import { draw, type Drawn } from "./draw.ts";

const prefixTokens = 100;
const tokens = 64;
const n = 16;

export const samples: Comparison = {
  id: "samples",
  title: "Sixteen samples from one prefix",
  method: `A prefix of ${prefixTokens} tokens of prose, another in every round, and ${tokens} tokens a sample at temperature 1. \`while drawing\`: tokens/s after every sample's first token, so that it makes no difference that sixteen share the cost of one prefix. Ours ends a sample where the model ends the text, and the others go on in smaller batches; tokens really drawn are counted on both sides. llama-server (${n} slots, plain temperature sampling, \`ignore_eos\`): the faster, in the round before, of ${n} requests at once and of one request with \`n_cmpl\` ${n}, each with one cache for all slots and with a cache a slot. Whole calls are compared, the prefix included. It uses flash attention over a 16-bit cache, its default; ours does so in the rows that say it (\`flashAttention: true\`).`,
  run,
};

async function run(setting: Setting): Promise<Row[]> {
  await using ours = await openOurs(setting);
  await using flash = await openOurs(setting, { flashAttention: true });
  const prefix = (round: number, count = n): Promise<number[]> => makePrefix(ours, round * 2 + (count === n ? 4 : 5), prefixTokens);
  const request = async (round: number, count: number) => ({ context: await prefix(round, count), maxTokens: tokens, seed: seed + round + 1, n: count });
  const drawn = { many: [] as Drawn[], one: [] as Drawn[], manyFlash: [] as Drawn[], oneFlash: [] as Drawn[] };
  await using peer = await choosePeer(setting, await prefix(-2));
  const own = (predictor: Predictor, count: number, list: Drawn[]) => async (round: number) => {
    const each = await draw(predictor, await request(round, count));
    if (round >= 0) list.push(each);
    return each.whole;
  };
  const server = async (round: number): Promise<number> => peer.draw(await prefix(round), seed + round + 1);
  const times = await interleave({ many: own(ours, n, drawn.many), server, manyFlash: own(flash, n, drawn.manyFlash), one: own(ours, 1, drawn.one), oneFlash: own(flash, 1, drawn.oneFlash) }, setting);
  const drawing = (list: readonly Drawn[]): number[] => list.map((each) => each.drawing);
  const [many, one] = [drawing(drawn.many), drawing(drawn.one)];
  const short = drawn.many.reduce((sum, each) => sum + each.short, 0);
  return [
    { name: `${n} over 1, while drawing`, unit: "ratio", bar: least(setting.largeVocabulary ? 2.5 : 1.8), estimate: ratioOf(one, many), note: `${showRate(many)} against ${showRate(one)}; ${short} of ${n * drawn.many.length} samples ended early` },
    { name: `${n} over 1, whole calls`, unit: "ratio", bar: null, estimate: ratioOf(times.one, times.many), note: `${showRate(times.many)} against ${showRate(times.one)}` },
    { name: `${n} over llama-server`, unit: "ratio", bar: least(1), estimate: ratioOf(times.server, times.many), note: `${showRate(times.many)} against ${showRate(times.server)}; ${peer.name}` },
    { name: `${n} over 1, while drawing, flash attention`, unit: "ratio", bar: null, estimate: ratioOf(drawing(drawn.oneFlash), drawing(drawn.manyFlash)), note: `${showRate(drawing(drawn.manyFlash))} against ${showRate(drawing(drawn.oneFlash))}` },
    { name: `${n} over llama-server, flash attention on both sides`, unit: "ratio", bar: least(1), estimate: ratioOf(times.server, times.manyFlash), note: `${showRate(times.manyFlash)} against ${showRate(times.server)}; ${peer.name}` },
  ];
}

type Way = { readonly name: string; readonly draw: (prompt: readonly number[], seed: number) => Promise<number> };

const caches = [{ name: "one cache", extra: ["-kvu"] }, { name: "a cache a slot", extra: ["-no-kvu"] }];

/** The fastest way that the server has, found by trying each. */
async function choosePeer(setting: Setting, prompt: readonly number[]): Promise<Way & AsyncDisposable> {
  let best = { seconds: Number.POSITIVE_INFINITY, cache: 0, way: 0 };
  for (const cache of caches.keys()) {
    await using server = await start(setting, cache);
    for (const [way, { draw: drawn }] of listWays(server, "").entries()) {
      await drawn(prompt, seed);
      const seconds = await drawn(prompt.slice(1), seed);
      if (seconds < best.seconds) best = { seconds, cache, way };
    }
  }
  const server = await start(setting, best.cache);
  const way = listWays(server, caches[best.cache]?.name ?? "")[best.way] as Way;
  return { ...way, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function start(setting: Setting, cache: number): Promise<LlamaServer> {
  return startLlamaServer(setting, { contextTokens: n * 256, parallel: n, extra: caches[cache]?.extra ?? [] });
}

function listWays(server: LlamaServer, cache: string): Way[] {
  const timed = (work: (prompt: readonly number[], part: number) => Promise<number>): Way["draw"] => async (prompt, part) => {
    let count = 0;
    const seconds = await timeSeconds(async () => { count = await work(prompt, part); });
    return seconds / count;
  };
  return [
    { name: `${n} requests, ${cache}`, draw: timed((prompt, part) => server.sampleAtOnce(prompt, n, tokens, part)) },
    { name: `n_cmpl ${n}, ${cache}`, draw: timed((prompt, part) => server.sampleTogether(prompt, n, tokens, part)) },
  ];
}
