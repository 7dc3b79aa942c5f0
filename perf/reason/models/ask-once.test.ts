import { describe, expect, it } from "vitest";
import type { Predictor, SampleEvent } from "../../../src/predictor/predictor.ts";
import { openPredictor } from "../../../src/predictor/choose.ts";
import { askOnce } from "./ask-once.ts";

describe("asking once", () => {
  it("gives what the predictor gives, and asks it once for what is the same", async () => {
    await using world = await openPredictor("world", { env: {} });
    const asked = { score: 0, sample: 0 };
    const once = askOnce(counting(world, asked));
    const context = (await world.tokenize(["The"]))[0] as number[];
    const scored = { context: context.slice(0, -1), continuation: context.slice(-1) };
    const [first, again] = [await once.score([scored]), await once.score([{ ...scored, goesOn: true }, scored])];
    expect(again).toEqual([first[0], first[0]]);
    expect(first).toEqual(await world.score([scored]));
    expect(asked.score).toBe(1);

    const drawn = { context, maxTokens: 4, seed: 1 };
    const both = await all(once.sample([drawn, { ...drawn, seed: 2 }]));
    const reversed = await all(once.sample([{ ...drawn, seed: 2 }, { seed: 1, maxTokens: 4, context }]));
    expect(asked.sample).toBe(2);
    const of = (events: readonly SampleEvent[], request: number): unknown[] => events.filter((event) => event.request === request).map((event) => ({ ...event, request: 0 }));
    expect(of(reversed, 0)).toEqual(of(both, 1));
    expect(of(reversed, 1)).toEqual(of(both, 0));
    expect(of(both, 0)).toEqual(of(await all(world.sample([drawn])), 0));
  });

  it("shares what is still under way, and asks again what failed", async () => {
    await using world = await openPredictor("world", { env: {} });
    const asked = { score: 0, sample: 0 };
    const context = (await world.tokenize(["The"]))[0] as number[];
    const request = { context: context.slice(0, -1), continuation: context.slice(-1) };
    let fails = true;
    const once = askOnce({ ...counting(world, asked), score: async (requests) => {
      asked.score++;
      if (fails) throw new Error("closed");
      return await world.score(requests);
    } });
    await expect(Promise.all([once.score([request]), once.score([request])])).rejects.toThrow("closed");
    expect(asked.score).toBe(1);
    fails = false;
    expect((await once.score([request]))[0]?.ok).toBe(true);
    expect(asked.score).toBe(2);
  });
});

function counting(world: Predictor, asked: { score: number; sample: number }): Predictor {
  return {
    info: world.info, capabilities: () => world.capabilities(), tokenize: (prompts) => world.tokenize(prompts), detokenize: (sequences) => world.detokenize(sequences),
    score: async (requests) => {
      asked.score += requests.length;
      return await world.score(requests);
    },
    sample: (requests) => {
      asked.sample += requests.length;
      return world.sample(requests);
    },
    close: () => world.close(), [Symbol.asyncDispose]: () => world.close(),
  };
}

async function all(events: AsyncIterable<SampleEvent>): Promise<SampleEvent[]> {
  const list: SampleEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}
