import { describe, expect, it } from "vitest";
import { createWorldPredictor } from "../../predictor/world/world-predictor.ts";
import { findAiMentions } from "../../premises/ai-words.ts";
import { listPremises } from "../../premises/library.ts";
import { isCannotMeasure } from "../../protocol/results.ts";
import { createRandom, type Random } from "../../random/seeded.ts";
import { classifyMedium, mediumClasses } from "../prior/medium.ts";
import { nearestMedium, ordinaryDocuments } from "./ordinary-documents.ts";
import { compareWith, createOrdinaryCurve, measureDistance, ordinaryMedium, readOrdinary, type ReadOrdinary } from "./ordinary.ts";

const read = (...all: (readonly number[])[]): ReadOrdinary[] => all.map((nats, i) => ({ id: `${i}`, medium: "news", text: "x", nats }));
const own = (perToken: number, tokens: number) => ({ perToken, tokens, nats: perToken * tokens });
/** Box and Muller, Annals of Mathematical Statistics 29, 1958. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());

describe("ordinary documents", () => {
  it("are four of each of eight media, of 60 to 120 words and marks, and say nothing of AI", () => {
    expect(ordinaryDocuments).toHaveLength(32);
    expect(new Set(ordinaryDocuments.map(({ text }) => text)).size).toBe(32);
    expect(Object.values(Object.groupBy(ordinaryDocuments, ({ medium }) => medium)).map((each) => each.length)).toEqual(Array.from({ length: 8 }, () => 4));
    for (const { id, text } of ordinaryDocuments) {
      const pieces = text.match(/\p{L}+|\d+|[^\p{L}\d\s]/gu)?.length ?? 0;
      expect([id, pieces >= 60 && pieces <= 120]).toEqual([id, true]);
      expect([id, findAiMentions(text, "layout")]).toEqual([id, []]);
    }
  });

  it("are there for every class of media, those of the library's premises too", () => {
    const known = new Set(ordinaryDocuments.map(({ medium }) => medium));
    for (const medium of mediumClasses) expect([medium, known.has(nearestMedium[medium] ?? medium)]).toEqual([medium, true]);
    const media = listPremises().map(({ world }) => world.medium);
    expect(media.length).toBeGreaterThan(10);
    for (const medium of media) if (nearestMedium[classifyMedium(medium)] === undefined) expect(ordinaryMedium(medium)).toBe(classifyMedium(medium));
    expect([ordinaryMedium("printed newspaper"), ordinaryMedium("referee report"), ordinaryMedium("unknown page")]).toEqual(["news", "scholarly", "other"]);
  });

  it("are read with every token's surprisal", async () => {
    await using predictor = createWorldPredictor();
    const [document] = await readOrdinary(predictor, [{ id: "a", medium: "news", text: "The tide follows the moon." }]);
    const [ids = []] = await predictor.tokenize(["The tide follows the moon."]);
    const [scored] = await predictor.score([{ context: [256], continuation: ids }]);
    if (scored?.ok !== true) throw new Error("not scored");
    expect(document?.nats).toEqual(scored.tokens.map(({ logprob }) => -(logprob ?? NaN)));
  });
});

describe("compareWith", () => {
  it("counts the less strange, and measures the distance in their standard deviations", () => {
    // By hand: mean 2.5, deviation sqrt(5/3), z = 1.936492, variance 1/4 + 3.75/6 = 0.875, half 1.959964 * 0.935414 = 1.833378.
    const { perToken, below, z } = compareWith(own(5, 9), read([1], [2], [3], [4]), createRandom(1));
    expect(perToken).toMatchObject({ value: 2.5, n: 4, seed: 1 });
    expect(below).toMatchObject({ value: 1, n: 4, method: "wilson" });
    expect(z).toMatchObject({ n: 4, level: 0.95, value: expect.closeTo(1.936492, 6) as number, interval: [expect.closeTo(0.103114, 5), expect.closeTo(3.76987, 5)] });
  });

  it("reads ordinary documents no further than the premise's is long", () => {
    const { perToken } = compareWith(own(5, 2), read([4, 2, 0, 0], [6, 2, 0, 0], [8]), createRandom(1));
    expect(perToken).toMatchObject({ value: (3 + 4 + 8) / 3 });
  });

  it("says what cannot be measured", () => {
    expect(compareWith(own(5, 9), [], createRandom(1))).toEqual({ perToken: { kind: "cannot-measure", reason: "cannot-measure/too-few" }, below: { kind: "cannot-measure", reason: "cannot-measure/too-few" }, z: { kind: "cannot-measure", reason: "cannot-measure/too-few" } });
    expect(compareWith(own(5, 9), read([1], [1], [1]), createRandom(1)).z).toEqual({ kind: "cannot-measure", reason: "cannot-measure/no-variation" });
    expect(compareWith(own(5, 9), read([1], [NaN], [1]), createRandom(1)).below).toEqual({ kind: "cannot-measure", reason: "cannot-measure/not-finite" });
  });
});

describe("measureDistance", () => {
  it("covers the true distance in nearly 95 of 100 samples of 32", () => {
    const random = createRandom(4);
    const found = Array.from({ length: 2000 }, () => measureDistance(2, Array.from({ length: 32 }, () => normal(random))));
    const covered = found.filter((z) => !isCannotMeasure(z) && z.interval[0] <= 2 && z.interval[1] >= 2).length / found.length;
    expect(covered).toBeGreaterThan(0.93);
    expect(covered).toBeLessThan(0.97);
  });
});

describe("createOrdinaryCurve", () => {
  it("is the mean over documents and over the places around, and null beyond them", () => {
    const curve = createOrdinaryCurve(read([8, 6, 4, 2, 2, 2, 2, 2, 1, 3], [8, 6, 4, 2, 2, 2, 2, 2, 2, 2]));
    expect([curve(0), curve(7), curve(8), curve(31), curve(32)]).toEqual([3.5, 3.5, 2, 2, null]);
  });
});
