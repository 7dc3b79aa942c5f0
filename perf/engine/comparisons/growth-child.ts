/** @module Many mixed requests in one process; a line with the resident size after every hundred. Arguments: model, requests, threads. */
import { openPredictor } from "../../../src/predictor/choose.ts";
import { isPremiseError } from "../../../src/errors/premise-error.ts";
import { createRandom } from "../../../src/random/seeded.ts";
import { seed } from "../setting.ts";
import { makeTokens } from "../texts.ts";
import { readMemory } from "./process-memory.ts";

export type Sample = { readonly requests: number; readonly bytes: number };

const every = 100;
const [model = "", count = "0", threads = "1"] = process.argv.slice(2);
const total = Number(count);
const random = createRandom(seed);
await using predictor = await openPredictor(model, { env: process.env, threads: Number(threads) });
const stock = await makeTokens(predictor, 7, 4000);
const shared = Array.from({ length: 20 }, (_, i) => stock.slice(i * 60, i * 60 + 8));
const kinds = [scoreShort, scoreChoices, drawSamples, abortOne];

await fillBuffers();
for (let done = kinds.length; done <= total; done += kinds.length) {
  await Promise.all(kinds.map((request) => request()));
  if (done % every === 0) process.stdout.write(`${JSON.stringify({ requests: done, bytes: readMemory().resident } satisfies Sample)}\n`);
}

/** Batches of the largest size of each kind: llama.cpp's buffers are made in full but come into memory where they are first written, which later looks like growth. */
async function fillBuffers(): Promise<void> {
  const want = { statistics: true, hidden: true } as const;
  await predictor.score([{ context: stock.slice(0, 1), continuation: stock.slice(1, 2000) }]);
  await predictor.score(Array.from({ length: 64 }, (_, i) => ({ context: stock.slice(i * 20, i * 20 + 12), continuation: stock.slice(i * 20 + 12, i * 20 + 20), want })));
  for await (const event of predictor.sample([{ context: stock.slice(0, 100), maxTokens: 8, n: 64, seed }])) if (event.kind === "refused") throw event.error;
}

function take(length: number): number[] {
  const from = random.below(stock.length - length);
  return stock.slice(from, from + length);
}

function takeShared(): number[] {
  return shared[random.below(shared.length)] ?? [];
}

async function scoreShort(): Promise<void> {
  await predictor.score([{ context: take(4 + random.below(8)), continuation: take(4), want: { statistics: true, hidden: true, top: 3 } }]);
}

async function scoreChoices(): Promise<void> {
  const context = takeShared();
  await predictor.score(Array.from({ length: 4 }, () => ({ context, continuation: take(2) })));
}

async function drawSamples(): Promise<void> {
  const request = { context: takeShared(), maxTokens: 1 + random.below(4), n: 4, seed: random.below(1e9), want: { statistics: true } };
  for await (const event of predictor.sample([request])) if (event.kind === "refused") throw event.error;
}

async function abortOne(): Promise<void> {
  const stopping = new AbortController();
  const work = predictor.score([{ context: take(12), continuation: take(4) }], { signal: stopping.signal });
  setTimeout(() => stopping.abort(), random.below(20));
  await work.catch((error: unknown) => { if (!isPremiseError(error)) throw error; });
}
