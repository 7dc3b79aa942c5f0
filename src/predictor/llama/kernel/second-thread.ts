/** @module The thread that reads half of a batch's rows: sleeps until it is asked. */
import { workerData } from "node:worker_threads";
import { KeptView } from "../bindings-view.ts";
import { readRows, type RowAsk } from "./read-rows.ts";
import { askSlots, asksAt, readingSlots, type SharedRows, signals } from "./shared-rows.ts";
import { SoftmaxKernel } from "./softmax.ts";

const { shared, vocabularySize } = workerData as { readonly shared: SharedRows; readonly vocabularySize: number };
const view = new KeptView();
const kernel = new SoftmaxKernel(vocabularySize);

function answer(): void {
  const [address = 0, count = 0] = shared.asks;
  const asks = Array.from({ length: count }, (_, i) => askAt(i));
  const rows = (asks.at(-1)?.row ?? 0) + 1;
  const logits = view.at(BigInt(address), rows * vocabularySize);
  readRows(kernel, logits, asks).forEach((reading, i) => {
    const { statistics } = reading instanceof Error ? { statistics: null } : reading;
    const numbers = reading instanceof Error ? [0] : [1, reading.token, reading.logprob, reading.sampledLogprob, statistics === null ? 0 : 1, statistics?.entropy ?? 0, statistics?.variance ?? 0, statistics?.rank ?? 0];
    shared.readings.set(numbers, i * readingSlots);
  });
}

function askAt(i: number): RowAsk {
  const [row = 0, token = 0, statistics, uniform = 0, temperature = 0, topK = 0, topP = 0, minP = 0] = shared.asks.subarray(asksAt + i * askSlots, asksAt + (i + 1) * askSlots);
  const want = { statistics: statistics === 1 };
  return { row, position: 0, ask: token < 0 ? { draw: { temperature, topK, topP, minP }, uniform, want } : { token, want } };
}

Atomics.store(shared.signals, signals.ready, 1);
for (let turn = 0; ; ) {
  Atomics.wait(shared.signals, signals.asked, turn);
  const asked = Atomics.load(shared.signals, signals.asked);
  if (asked === turn) continue;
  turn = asked;
  answer();
  Atomics.store(shared.signals, signals.answered, turn);
  Atomics.notify(shared.signals, signals.answered);
}
