import { describe, expect, it } from "vitest";
import { createTinyPredictor } from "../../test/doubles/tiny-predictor.ts";
import { scoreLines, type ScoreLine } from "./jsonl.ts";
import { readLineGroups } from "./lines.ts";

async function* chunks(...parts: (string | Uint8Array)[]): AsyncIterable<string | Uint8Array> {
  yield* parts;
}
async function scoreAll(parts: (string | Uint8Array)[], limit = 256, predictor = createTinyPredictor({ merges: ["gas"] })): Promise<ScoreLine[]> {
  return Array.fromAsync(scoreLines(predictor, readLineGroups(chunks(...parts)), { limit }));
}
const line = (value: object): string => `${JSON.stringify(value)}\n`;
const codes = (lines: readonly ScoreLine[]): (string | null)[] => lines.map((each) => ("error" in each ? each.error.code : null));

describe("scoreLines", () => {
  it("answers every line in order, in the fixed shape", async () => {
    const input = [1, "b", 3].map((id, i) => line({ id, context: "the ", continuation: "ab".repeat(i + 1) })).join("");
    const out = await scoreAll([input], 2);
    expect(out.map((each) => each.id)).toEqual([1, "b", 3]);
    const [first] = out;
    if (first === undefined || "error" in first) return expect.unreachable();
    expect(Object.keys(first)).toEqual(["id", "logprob", "tokens", "bytes"]);
    expect(first.tokens.map((token) => token.text)).toEqual(["a", "b"]);
    expect(first.logprob).toBeCloseTo(first.tokens.reduce((sum, token) => sum + (token.logprob ?? NaN), 0), 10);
    expect(first.bytes).toBe(2);
  });

  it("gives the line an error of its own and scores the rest", async () => {
    const bad = ["{\n", "7\n", line({ id: 4, context: "a" }), line({ id: 5, context: 1, continuation: "b" }), line({ context: "a", continuation: "b", bso: true }),
      line({ id: 7, context: "a", continuation: "" }), '{"context":"a","continuation":"\\ud800"}\n', line({ id: 9, context: "ga", continuation: "s" })];
    const good = line({ id: "ok", context: "a", continuation: "b" });
    const out = await scoreAll([good, ...bad, good]);
    expect(codes(out)).toEqual([null, "input/not-json", "input/invalid-line", "input/invalid-line", "input/invalid-line", "input/invalid-line",
      "predictor/empty-continuation", "input/invalid-line", "score/boundary-moved", null]);
    expect(out.map((each) => each.id)).toEqual(["ok", null, null, 4, 5, null, 7, null, 9, "ok"]);
    expect(out[1]).toMatchObject({ error: { message: expect.stringMatching(/^Line 2 is not JSON: /) as string } });
    expect(out.every((each) => !("error" in each) || !each.error.message.includes("\n"))).toBe(true);
  });

  it("refuses a number that it could not give back as it is", async () => {
    const rest = '"context":"a","continuation":"b"}\n';
    const out = await scoreAll([`{"id":12345678901234567890,${rest}{"id":"12345678901234567890",${rest}{"id":0.5,${rest}`]);
    expect(codes(out)).toEqual(["input/invalid-line", null, null]);
    expect(out.map((each) => each.id)).toEqual([null, "12345678901234567890", 0.5]);
    expect(out[0]).toMatchObject({ error: { message: expect.stringContaining('"id": must be') as string } });
  });

  it("counts empty lines but does not answer them", async () => {
    expect(await scoreAll(["\n\r\n{\n"])).toMatchObject([{ error: { message: expect.stringContaining("Line 3 ") as string } }]);
    expect(await scoreAll([""])).toEqual([]);
  });

  it("refuses bytes that are no UTF-8", async () => {
    expect(codes(await scoreAll([Uint8Array.of(0x22, 0xff, 0x22, 0x0a)]))).toEqual(["input/invalid-line"]);
  });

  it("gives a token with nothing before it null", async () => {
    const [none, some] = await scoreAll([line({ context: "", continuation: "a", bos: false }) + line({ context: "", continuation: "ab", bos: false })]);
    expect(none).toMatchObject({ id: null, logprob: null, tokens: [{ text: "a", logprob: null }], bytes: 1 });
    expect(some).toMatchObject({ tokens: [{ logprob: null }, { logprob: expect.any(Number) as number }], logprob: expect.any(Number) as number });
  });

  it("makes as many calls as the limit asks for", async () => {
    const predictor = createTinyPredictor();
    await scoreAll([Array.from({ length: 5 }, () => line({ context: "a", continuation: "b" })).join("")], 2, predictor);
    expect(predictor.calls.map((call) => call.requests)).toEqual([2, 2, 1]);
  });
});

describe("readLineGroups", () => {
  it("gives the same lines wherever the bytes are cut", async () => {
    const text = Buffer.from("é1\nsecond\n\nlast");
    for (let cut = 0; cut <= text.length; cut++) {
      const groups = await Array.fromAsync(readLineGroups(chunks(text.subarray(0, cut), text.subarray(cut))));
      expect(groups.flat().map((each) => Buffer.from(each).toString())).toEqual(["é1", "second", "", "last"]);
    }
  });
});
