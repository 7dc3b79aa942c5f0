import { describe, expect, it } from "vitest";
import { createMixture } from "../../predictor/world/mixture.ts";
import { createVocabulary } from "../../predictor/world/vocabulary.ts";
import { createWorldPredictor } from "../../predictor/world/world-predictor.ts";
import type { World } from "../../predictor/world/world.ts";
import { deriveContrasts, renderContrast } from "../../premises/contrast/contrast.ts";
import { findPremise, listPremises } from "../../premises/library.ts";
import { renderPremise, textToContinue } from "../../premises/render.ts";
import type { Premise } from "../../premises/schema.ts";
import { type CannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { toContextTokens } from "../../score/context.ts";
import { logMeanExp, logSumExp } from "../../stats/log-space.ts";
import { drawUnder } from "./ablation.ts";
import type { OrdinaryDocument } from "./ordinary-documents.ts";
import { readOrdinary } from "./ordinary.ts";
import { findCostliest, measureStrangeness, type PartStrangeness, type Strangeness } from "./strangeness.ts";

const plain = findPremise("plain-continuation");
const premise: Premise = { ...plain, world: { ...plain.world, medium: "newspaper" }, form: { ...plain.form, open: "oak elm ash\n[ai] zinc iron lead zinc iron tin qxz\n\noak\n\nQuestion: {{question}}\nAnswer:" } };

/** A human and an AI who share no word; what notes say, the AI says too, so that a note tells of it. */
const world: World = {
  id: "trees",
  summary: "A human writes of trees, an AI of metals.",
  headers: ["[ai]"],
  bigram: 0.7,
  floor: 0.05,
  authors: [
    { id: "human", kind: "human", prior: 0.7, headers: { "[ai]": 0.01 }, documents: ["oak elm ash oak ash elm birch oak elm"] },
    { id: "ai", kind: "ai", prior: 0.3, headers: { "[ai]": 0.6 }, documents: ["zinc iron lead zinc lead iron tin zinc", ...deriveContrasts(premise, { use: "measure" }).map(({ note }) => note)] },
  ],
};
const slots = { question: "oak elm" };
const documents: OrdinaryDocument[] = ["oak elm ash oak", "ash oak elm", "elm oak ash elm"].map((text, i) => ({ id: `${i}`, medium: i < 2 ? "news" : "letters", text: `${text} `.repeat(12) }));

async function measure(given: Premise = premise, texts = 8): Promise<Strangeness> {
  await using predictor = createWorldPredictor({ world });
  const report = await measureStrangeness(predictor, given, { slots, seed: 3, texts, tokens: 10, ordinary: await readOrdinary(predictor, documents) });
  if (isCannotMeasure(report)) throw new Error(report.reason);
  return report;
}

/** ln P of the tokens after the first, from the authors' joint probabilities: no token by token sums. */
function logProbability([first = 256, ...rest]: readonly number[]): number {
  const mixture = createMixture(world, createVocabulary(world));
  const begun = mixture.advance(mixture.start, first);
  return logSumExp(rest.reduce((state, id) => mixture.advance(state, id), begun).logJoint) - logSumExp(begun.logJoint);
}

const ids = (text: string): number[] => [256, ...createVocabulary(world).tokenize(text)];
const valueOf = (estimate: { value: number } | CannotMeasure | undefined): number => (estimate === undefined || isCannotMeasure(estimate) ? NaN : estimate.value);

describe("measureStrangeness", () => {
  it("gives the document's exact surprisal, shared out among its parts", async () => {
    const { document, parts, premise: named } = await measure();
    const { text } = renderPremise(premise, slots, "open");
    expect(document.nats).toBeCloseTo(-logProbability(ids(text)), 9);
    expect(document.tokens).toBe(ids(text).length - 1);
    expect(parts.map(({ id }) => id)).toEqual(["head-1", "head-2", "paragraph-1", "question"]);
    expect(parts.reduce((sum, { nats }) => sum + nats, 0)).toBeCloseTo(document.nats, 9);
    expect(parts.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(document.tokens);
    const upTo = (end: number): number => -logProbability(ids(text.slice(0, end)));
    for (const { start, end, nats } of parts.slice(1)) expect(nats).toBeCloseTo(upTo(end) - upTo(start), 9);
    expect(named).toMatchObject({ id: "plain-continuation", version: 1 });
  });

  it("gives what each contrast's note does to the rest, in closed form", async () => {
    const { contrasts } = await measure();
    const { text } = renderPremise(premise, slots, "open");
    const border = text.indexOf("Question:");
    const rest = createVocabulary(world).tokenize(text.slice(border));
    const logRest = (before: string): number => logProbability([...ids(before), ...rest]) - logProbability(ids(before));
    const all = [...deriveContrasts(premise, { question: "authorIsAi", use: "measure" }), ...deriveContrasts(premise, { question: "aiInWorld", use: "measure" })];
    const expected = all.map((contrast) => {
      const { text: changed, inserted } = renderContrast(premise, contrast, slots, "open");
      return [contrast.id, logRest(changed.slice(0, inserted.end)) - logRest(text.slice(0, border))] as const;
    });
    expect(contrasts.tokens).toBe(rest.length);
    expect(Object.keys(contrasts.byContrast)).toEqual(expected.map(([id]) => id));
    for (const [id, value] of expected) expect(contrasts.byContrast[id]).toBeCloseTo(value, 9);
    expect(contrasts.authorIsAi).toMatchObject({ logRatio: expect.closeTo(logMeanExp(expected.slice(0, 4).map(([, value]) => value)), 9) as number });
    expect(contrasts.aiInWorld).toMatchObject({ logRatio: expect.closeTo(expected[4]?.[1] ?? NaN, 9) as number });
  });

  it("scores the same drawn ids with and without a part, and others drawn without it", async () => {
    const { parts } = await measure(premise, 3);
    const reduced: Premise = { ...premise, form: { ...premise.form, open: premise.form.open.replace("[ai] zinc iron lead zinc iron tin qxz", "").replace("\n\n\n", "\n\n") } };
    await using predictor = createWorldPredictor({ world });
    const plan = { texts: 3, tokens: 10, seed: 3 };
    const [own, anew] = [await drawUnder(predictor, premise, slots, plan), await drawUnder(predictor, reduced, slots, plan)];
    const after = async (text: string, drawn: readonly number[]): Promise<number> => {
      const context = await toContextTokens(predictor, text);
      return logProbability([...context, ...drawn]) - logProbability(context);
    };
    const ratio = async (given: Premise, drawn: readonly number[]): Promise<number> => {
      const contrasts = await Promise.all(deriveContrasts(given, { question: "authorIsAi", use: "measure" }).map((contrast) => after(textToContinue(renderContrast(given, contrast, slots, "open")), drawn)));
      return logMeanExp(contrasts) - (await after(textToContinue(renderPremise(given, slots, "open")), drawn));
    };
    const mean = async (given: Premise, draws: readonly (readonly number[])[]): Promise<number> => (await Promise.all(draws.map((drawn) => ratio(given, drawn)))).reduce((sum, each) => sum + each, 0) / draws.length;
    const full = await mean(premise, own);
    expect(valueOf(parts[1]?.dropped?.sameTexts.authorIsAi)).toBeCloseTo((await mean(reduced, own)) - full, 9);
    expect(valueOf(parts[1]?.dropped?.redrawn.authorIsAi)).toBeCloseTo((await mean(reduced, anew)) - full, 9);
  });

  it("names the part that makes an AI likelier, and the one that is least like ordinary texts", async () => {
    const { parts, costliest, ordinary } = await measure();
    expect(costliest).toEqual({ surprisal: "head-2", raises: { authorIsAi: "head-2", aiInWorld: "head-2" } });
    expect(valueOf(parts[1]?.dropped?.redrawn.authorIsAi)).toBeLessThan(-1);
    expect(valueOf(parts[1]?.dropped?.sameTexts.authorIsAi)).toBeGreaterThan(0);
    expect(parts[3]?.dropped).toBe(null);
    expect(ordinary).toMatchObject({ medium: "news", ofMedium: { below: { n: 2 } }, ofAll: { below: { n: 3, value: 1 } } });
  });

  it("is the same again, and draws others from another seed", async () => {
    expect(await measure()).toEqual(await measure());
    await using predictor = createWorldPredictor({ world });
    const draw = (seed: number) => drawUnder(predictor, premise, slots, { texts: 3, tokens: 10, seed });
    expect(await draw(1)).not.toEqual(await draw(2));
  });

  it("measures a premise without a part that can be left out, and every one of the library's parts", async () => {
    const bare = await measure({ ...premise, form: plain.form });
    expect(bare.parts.map(({ id, dropped }) => [id, dropped])).toEqual([["question", null]]);
    expect(bare.costliest).toEqual({ surprisal: null, raises: { authorIsAi: null, aiInWorld: null } });
    for (const each of listPremises().filter(({ id }) => ["forum-reply", "student-essay"].includes(id))) expect((await measure(each, 2)).parts.map(({ tokens }) => tokens > 0)).not.toContain(false);
  });
});

describe("findCostliest", () => {
  it("passes over what could not be measured", () => {
    const part = (id: string, excess: number | null): PartStrangeness => ({ id, kind: "head", text: id, start: 0, end: 1, tokens: 1, nats: 1, excess, dropped: null });
    expect(findCostliest([part("a", null), part("b", -3), part("c", -2)])).toEqual({ surprisal: "c", raises: { authorIsAi: null, aiInWorld: null } });
  });
});
