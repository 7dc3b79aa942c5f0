import { describe, expect, it } from "vitest";
import { ensureModel } from "../../../test/models/ensure.ts";
import { createRandom } from "../../random/seeded.ts";
import type { Scored } from "../predictor.ts";
import { openLlama } from "./llama.ts";

const id = "gemma-3-270m";
const path = await ensureModel(id);
const words = "river stone lamp winter paper green seven horse music garden window bread silver cloud mountain letter copper forest doctor island".split(" ");
/** Mean difference in nats a token: roundings made 0.08, cells that were lost 0.41. */
const tolerance = 0.2;

describe.skipIf(path === null)(`a kept text longer than the sliding window of ${id} (skipped where it is not here)`, () => {
  it("can still be forked at its beginning when other texts have come in between", async () => {
    const open = () => openLlama({ path: path ?? "", model: id, kind: null, weights: "any", threads: 1, contextTokens: 1024 });
    await using used = await open();
    const random = createRandom(7);
    const [text = []] = await used.tokenize([Array.from({ length: 1200 }, () => words[random.below(words.length)] ?? "").join(" ")]);
    const score = async (context: readonly number[]): Promise<void> => {
      expect((await used.score([{ context, continuation: [5] }]))[0]?.ok).toBe(true);
    };
    const short = (i: number): Promise<void> => score([2, ...text.slice(20 * i + 3, 24 * i + 90)]);
    // The first lies before the long text in the cache. When it has made room for a longer one, the search for cells goes on
    // into those of the long text which the window has passed; that one stays in use.
    await short(0);
    for (let i = 1; i < 8; i++) {
      await score(text.slice(0, 640));
      await short(i);
    }
    // What follows repeats the beginning, so it shows whether that is still there.
    const fork = { context: [...text.slice(0, 140), ...text.slice(10, 20)], continuation: text.slice(20, 60) };
    const [forked] = await used.score([fork]);
    await used.close();
    await using fresh = await open();
    const [expected] = await fresh.score([fork]);
    expect((forked as Scored).cachedTokens).toBe(140);
    const differences = (forked as Scored).tokens.map(({ logprob }, i) => Math.abs((logprob ?? 0) - ((expected as Scored).tokens[i]?.logprob ?? 0)));
    expect(differences.length).toBe(40);
    expect(differences.reduce((sum, each) => sum + each, 0) / differences.length).toBeLessThan(tolerance);
  }, 240_000);
});
