import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ensureModel } from "../../../../test/models/ensure.ts";
import { createRandom } from "../../../random/seeded.ts";
import { loadLlama, NativeModel } from "../bindings.ts";
import { locateLibrary } from "../library.ts";
import type { Ask } from "./read-row.ts";
import { readRows, type RowAsk } from "./read-rows.ts";
import { SecondReader } from "./second-reader.ts";
import { SoftmaxKernel } from "./softmax.ts";

const id = "smollm2-135m-instruct";
const path = await ensureModel(id);
const rows = 24;

describe.skipIf(path === null)(`the second reader (skipped where ${id} is not here)`, () => {
  it("reads rows bit for bit as the first does, whatever is asked, turn after turn", async () => {
    using model = new NativeModel(loadLlama(locateLibrary()), path ?? "");
    using context = model.createContext({ contextTokens: 256, batchTokens: rows, maxOutputs: rows, maxSequences: 1, threads: 1 });
    using reader = new SecondReader(model.vocabularySize);
    const kernel = new SoftmaxKernel(model.vocabularySize);
    for (let i = 0; i < 400 && !reader.canTake([]); i++) await wait(25);
    const random = createRandom(3);
    for (let turn = 0; turn < 3; turn++) {
      context.clear();
      for (let i = 0; i < rows; i++) {
        context.batch.token[i] = random.below(40_000);
        context.batch.pos[i] = i;
        context.batch.output[i] = 1;
        context.batch.setSequences(i, [0]);
      }
      context.decode(rows);
      const asks = Array.from({ length: rows * 2 }, (_, i): RowAsk => ({ row: i >> 1, position: i >> 1, ask: makeAsk(i) }));
      expect(reader.canTake(asks)).toBe(true);
      const found = context.rows(rows);
      const finish = reader.start(found, asks);
      expect(finish()).toEqual(readRows(kernel, found.logits, asks));
    }

    function makeAsk(i: number): Ask {
      const want = { statistics: i % 3 === 0 };
      const draw = { temperature: [1, 0.7, 0][i % 3] ?? 1, topK: i % 5 === 0 ? 4 : 0, topP: i % 7 === 0 ? 0.5 : 1, minP: 0 };
      return i % 2 === 0 ? { token: random.below(40_000), want } : { draw, uniform: random.uniform(), want };
    }
  }, 60_000);

  it("leaves to the first what has no fixed length", () => {
    using reader = new SecondReader(100);
    expect(reader.canTake([{ row: 0, position: 0, ask: { token: 1, want: { top: 3 } } }])).toBe(false);
  });
});
