import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ensureModel } from "../../../test/models/ensure.ts";
import { isPremiseError } from "../../errors/premise-error.ts";
import { createRandom, type Random } from "../../random/seeded.ts";
import { openLlama, type LlamaPredictor } from "./llama.ts";

const id = "smollm2-135m-instruct";
const path = await ensureModel(id);
const requests = 1000;

describe.skipIf(path === null)(`a storm of ${requests} requests with cancellations (skipped where ${id} is not here)`, () => {
  it("leaves no sequence, handle or promise behind", async () => {
    const predictor = await openLlama({ path: path ?? "", model: id, kind: null, weights: "any", threads: 1, contextTokens: 256 });
    const handlesBefore = countHandles();
    const random = createRandom(99);
    const ends = new Map<string, number>();
    const running: Promise<void>[] = [];
    for (let i = 0; i < requests; i++) {
      running.push(ask(predictor, random).then((end) => void ends.set(end, (ends.get(end) ?? 0) + 1)));
      if (i % 10 === 9) await wait(random.below(4));
    }
    await Promise.all(running);
    // Every promise settled, in each way that there is, and nothing failed in another.
    expect([...ends.values()].reduce((sum, count) => sum + count, 0)).toBe(requests);
    expect([...ends.keys()].toSorted()).toEqual(["done", "interrupted", "left"]);
    const { cells, ...held } = await predictor.state();
    expect(held).toEqual({ calls: 0, active: 0, sequences: 0 });
    expect(cells).toBeLessThanOrEqual(256 + 192);
    expect(countHandles()).toBe(handlesBefore);
    // It still works, and the cache gives its cells back.
    const [outcome] = await predictor.score([{ context: Array.from({ length: 200 }, (_, i) => 300 + i), continuation: [5] }]);
    expect(outcome?.ok).toBe(true);
    await predictor.close();
  }, 300_000);
});

/** One score or sample, left alone, aborted after a while, or left by its reader. */
async function ask(predictor: LlamaPredictor, random: Random): Promise<string> {
  const context = Array.from({ length: 1 + random.below(30) }, (_, i) => 100 + ((i * 7) % 50));
  const stopping = new AbortController();
  const [fate, delay, isScore, seed] = [random.below(3), random.below(60), random.below(2) === 0, random.below(1000)];
  if (fate === 1) setTimeout(() => stopping.abort(), delay).unref();
  try {
    if (isScore) {
      await predictor.score([{ context, continuation: [200 + random.below(5), 7], want: { statistics: fate === 0, hidden: seed % 3 === 0 } }], { signal: stopping.signal });
      return "done";
    }
    for await (const event of predictor.sample([{ context, maxTokens: 1 + random.below(8), seed, n: 1 + random.below(3), want: { hidden: seed % 5 === 0 } }], { signal: stopping.signal })) {
      if (fate === 2 && event.kind === "token") return "left";
    }
    return "done";
  } catch (error) {
    return isPremiseError(error) ? error.code : String(error);
  }
}

/** Timers of the storm itself are not counted: they hold nothing. */
function countHandles(): number {
  return process.getActiveResourcesInfo().filter((name) => name !== "Timeout").length;
}
