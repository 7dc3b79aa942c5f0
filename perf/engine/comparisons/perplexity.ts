/** @module Native `llama-perplexity` at 512 tokens against ours on the same chunks, per scored token. */
import { PremiseError } from "../../../src/errors/premise-error.ts";
import type { Predictor, ScoreRequest } from "../../../src/predictor/predictor.ts";
import { parseChunks, parseTotalSeconds } from "../peers/llama-log.ts";
import { requirePeer } from "../peers/locate.ts";
import { PeerProcess } from "../peers/process.ts";
import { least, type Row } from "../row.ts";
import { type Comparison, openOurs, type Setting } from "../setting.ts";
import { prosePlace, readProse } from "../texts.ts";
import { interleave, ratioOf, showRate } from "../timing.ts";

const chunkTokens = 512;
/** It scores what follows the first half of a chunk and one token. */
const scoredByPeer = chunkTokens / 2 - 1;

export const perplexity: Comparison = {
  id: "perplexity",
  title: "A long text against native `llama-perplexity`",
  method: `\`llama-perplexity -c ${chunkTokens}\` on test/golden/perplexity.v1.txt, with its own batch of 2,048 and its own choice of flash attention and 16-bit cache. It scores ${scoredByPeer} of ${chunkTokens} tokens of a chunk; ours scores ${chunkTokens - 1} of the same chunks' tokens, each chunk as a request of one call. Seconds a scored token are compared. The peer's time is the \`total time\` that it reports, which leaves out starting and loading. (Its \`prompt eval time\` is of no use: \`llama_decode\` returns before the work is done.)`,
  run,
};

async function run(setting: Setting): Promise<Row[]> {
  await using ours = await openOurs(setting, { contextTokens: chunkTokens });
  const requests = await cutChunks(ours);
  const times = await interleave({ peer: () => runPeer(setting, requests.length), ours: () => scoreChunks(ours, requests) }, setting);
  const note = `${showRate(times.ours)} against ${showRate(times.peer)} scored`;
  return [{ name: "scored tokens, over llama-perplexity", unit: "ratio", bar: least(setting.largeVocabulary ? 1.3 : 1.5), estimate: ratioOf(times.peer, times.ours), note }];
}

/** As docs/golden.md says: the document's beginning first, chunks of 512, each beginning with it where the model wants one. */
async function cutChunks(predictor: Predictor): Promise<ScoreRequest[]> {
  const { bos } = predictor.info;
  const begin = bos.byDefault && bos.token !== null ? [bos.token] : [];
  const [text = []] = await predictor.tokenize([readProse()]);
  const tokens = [...begin, ...text];
  return Array.from({ length: Math.floor(tokens.length / chunkTokens) }, (_, i) => {
    const chunk = tokens.slice(i * chunkTokens, (i + 1) * chunkTokens);
    return { context: begin.length > 0 ? begin : chunk.slice(0, 1), continuation: chunk.slice(1) };
  });
}

async function scoreChunks(predictor: Predictor, requests: readonly ScoreRequest[]): Promise<number> {
  const start = performance.now();
  const outcomes = await predictor.score(requests);
  const seconds = (performance.now() - start) / 1000;
  for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
  return seconds / (outcomes.length * (chunkTokens - 1));
}

async function runPeer({ peers, path, threads }: Setting, chunks: number): Promise<number> {
  await using peer = new PeerProcess(requirePeer(peers.llamaPerplexity), ["-m", path, "-f", prosePlace, "-c", String(chunkTokens), "-t", String(threads), "-b", "2048", "--offline", "--perf", "-lv", "4"]);
  const log = await peer.finish();
  const seconds = parseTotalSeconds(log);
  const found = parseChunks(log);
  if (seconds === null || found !== chunks) throw new PremiseError("internal", { problem: `llama-perplexity reports ${found} chunks of ${chunks}${seconds === null ? " and no time" : ""}` });
  return seconds / (chunks * scoredByPeer);
}
