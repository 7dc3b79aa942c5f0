import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTinyPredictor } from "../../test/doubles/tiny-predictor.ts";
import { requireScores, scoreTexts } from "./continuation.ts";

const tiny = createTinyPredictor({ merges: [" gas", "gas", "xygen", "of the", "s a"] });

describe("scoreTexts", () => {
  it("scores exactly the continuation's tokens, whose texts make it up", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 12 }), fc.string({ minLength: 1, maxLength: 8 }), fc.boolean(), async (context, continuation, bos) => {
        const [outcome] = await scoreTexts(tiny, [{ context, continuation, bos }]);
        if (outcome === undefined || !outcome.ok) return expect(outcome?.error.code).toMatch(/boundary-moved|control-token/);
        const bytes = Buffer.byteLength(continuation);
        expect(outcome).toMatchObject({ bos, bytes });
        const [ids = []] = await tiny.tokenize([continuation]);
        expect(outcome.tokens.map((token) => token.token)).toEqual(ids);
        expect(outcome.promptTokens).toBe((await tiny.tokenize([context]))[0]!.length + Number(bos));
      }),
    );
  });

  it("refuses a border that moves, naming the two pieces", async () => {
    const [outcome] = await scoreTexts(tiny, [{ context: "a ga", continuation: "s" }]);
    expect(outcome).toMatchObject({ ok: false, error: { code: "score/boundary-moved", details: { context: '" "', continuation: '" gas"' } } });
    const [mended] = await scoreTexts(tiny, [{ context: "a", continuation: " gas" }]);
    expect(mended).toMatchObject({ ok: true });
  });

  it("refuses one request beside others that it scores, each as if it were alone", async () => {
    const requests = [
      { context: "a", continuation: "" }, { context: "a", continuation: "b" }, { context: "a ga", continuation: "s" },
      { context: "a", continuation: "</s>" }, { context: "b", continuation: " gas" }, { context: "b".repeat(2000), continuation: "c" },
    ];
    const together = await scoreTexts(tiny, requests);
    expect(together.map((each) => (each.ok ? "scored" : each.error.code))).toEqual([
      "predictor/empty-continuation", "scored", "score/boundary-moved", "predictor/control-token", "scored", "predictor/context-too-long",
    ]);
    for (const [i, request] of requests.entries()) expect(await scoreTexts(tiny, [request])).toEqual([together[i]]);
  });

  it("makes one call of the predictor, and none when all are refused", async () => {
    const counted = createTinyPredictor();
    await scoreTexts(counted, [{ context: "a", continuation: "b" }, { context: "a", continuation: "c" }]);
    await scoreTexts(counted, [{ context: "a", continuation: "" }]);
    expect(counted.calls).toEqual([{ kind: "score", requests: 2 }]);
  });

  it("keeps control parts of a context apart from the text", async () => {
    const context = [{ text: "<s>q", control: true }];
    const [outcome] = await scoreTexts(tiny, [{ context, continuation: "r", bos: false }]);
    expect(outcome).toMatchObject({ ok: true, promptTokens: 2 });
  });
});

describe("the token that begins a document", () => {
  const one = { context: "", continuation: "ab" };

  it("follows the model, unless the request says otherwise", async () => {
    const without = createTinyPredictor({ info: { bos: { token: 0, byDefault: false } } });
    const bos = async (predictor: typeof tiny, request: object): Promise<unknown> => (await requireScores(predictor, [{ ...one, ...request }]))[0]?.bos;
    expect(await bos(tiny, {})).toBe(true);
    expect(await bos(tiny, { bos: false })).toBe(false);
    expect(await bos(without, {})).toBe(false);
    expect(await bos(without, { bos: true })).toBe(true);
  });

  it("missing, leaves the first token without a probability and no other", async () => {
    const [score] = await requireScores(tiny, [{ ...one, bos: false }]);
    const [first, second] = score!.tokens;
    expect(first!.logprob).toBeNull();
    expect(second!.logprob).toBeLessThan(0);
    expect(score!.logprob).toBe(second!.logprob);
    const [alone] = await requireScores(tiny, [{ context: "", continuation: "a", bos: false }]);
    expect(alone!.logprob).toBeNull();
  });

  it("is refused where the model has none", async () => {
    const none = createTinyPredictor({ info: { bos: { token: null, byDefault: false } } });
    await expect(requireScores(none, [{ ...one, bos: true }])).rejects.toMatchObject({ code: "predictor/unsupported" });
  });
});
