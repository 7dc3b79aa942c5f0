import { expect, it } from "vitest";
import { createTinyPredictor } from "../../../test/doubles/tiny-predictor.ts";
import { readTexts } from "../../credence/channels/reading.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import { createWorldPredictor } from "../../predictor/world/world-predictor.ts";
import { Tally } from "../http/answer.ts";
import { countScores } from "./counted.ts";

it("counts each document and each token once, also of a text that is read in pieces", async () => {
  await using predictor = createWorldPredictor();
  const tally = new Tally();
  const counted = countScores(predictor, tally);
  const [context = [], text = []] = await counted.tokenize(["A question.", "The tide follows the moon because its gravity is stronger on the near side. ".repeat(6)]);
  expect(text.length).toBeGreaterThan(64);
  await readTexts(counted, [{ context, text }, { context, text }]);
  expect(tally.read()).toEqual({ promptTokens: 2 * context.length, cachedTokens: 0, scoredTokens: 2 * text.length, generatedTokens: 0 });
});

it("counts documents of other tokens each, where only their lengths fit together, and no refusal", async () => {
  const tally = new Tally();
  const tiny = createTinyPredictor();
  const refused = { ok: false, error: new PremiseError("predictor/context-too-long", { needed: 2, limit: 1 }) } as const;
  const counted = countScores({ ...tiny, score: async (requests) => [...(await tiny.score(requests.slice(0, -1))), refused] }, tally);
  const outcomes = await counted.score([{ context: [70, 71], continuation: [72] }, { context: [70, 72, 71], continuation: [72] }, { context: [70], continuation: [71] }]);
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false]);
  expect(tally.read()).toMatchObject({ promptTokens: 2 + 3, scoredTokens: 2 });
});
