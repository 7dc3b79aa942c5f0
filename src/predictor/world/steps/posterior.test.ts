import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Predictor } from "../../predictor.ts";
import { logEvidence } from "../mixture.ts";
import { bosToken, endToken } from "../vocabulary.ts";
import { createWorldPredictor } from "../world-predictor.ts";
import { createExactWorld } from "./posterior.ts";
import { createStepMixture } from "./step-mixture.ts";
import type { StepAuthor, StepWorld, WorldDate } from "./step-world.ts";
import { datedWorld, stepWorlds } from "./step-worlds.ts";

type Words = { readonly date?: string; readonly header?: string; readonly steps: readonly { readonly task?: string; readonly right: boolean; readonly manner: string; readonly topic: string }[]; readonly ended: boolean };

/** The same world worked out the plain way for a well-formed document: a product over latents of probabilities, written out from the definition. */
function bruteForce(world: StepWorld, size: number) {
  const mixed = (p: number): number => (1 - world.floor) * p + world.floor / size;
  const taskShare = world.tasked / Object.keys(world.tasks).length;
  const likelihood = ({ date, header, steps, ended }: Words, trueDate: WorldDate, aiExists: boolean, author: StepAuthor): number => {
    const topics = author.kind === "ai" ? world.topics.ai : aiExists ? world.topics.withAi : world.topics.withoutAi;
    const undated = 1 - world.dated;
    const unnamed = 1 - Object.values(author.headers).reduce((sum, share) => sum + share, 0);
    let product = date === undefined ? 1 : mixed(world.dated * (date === trueDate.header ? author.trueDate : (1 - author.trueDate) / (world.dates.length - 1)));
    let left = date === undefined ? undated : 1;
    if (header !== undefined) product *= mixed(left * (author.headers[header] ?? 0));
    left = header === undefined ? left * unnamed : 1;
    let difficulty = world.difficulty;
    for (const { task, right, manner, topic } of steps) {
      if (task !== undefined) product *= mixed(left * taskShare);
      difficulty = task === undefined ? difficulty : (world.tasks[task] as number);
      left *= task === undefined ? 1 - world.stop - world.tasked : 0;
      const chance = 1 / (1 + Math.exp(difficulty - author.skill));
      product *= mixed((task === undefined ? left : 1) * (right ? chance : 1 - chance)) * mixed(author.manner[manner] ?? 0) * mixed(topics[topic] ?? 0);
      left = 1;
    }
    return ended ? product * mixed(left * world.stop) : product;
  };
  return (words: Words) => {
    let [total, ai, exists] = [0, 0, 0];
    for (const date of world.dates) {
      for (const aiExists of [false, true]) {
        for (const author of world.authors) {
          const share = author.kind === "ai" ? (aiExists ? date.aiShare : 0) : aiExists ? 1 - date.aiShare : 1;
          const joint = date.share * (aiExists ? date.aiExists : 1 - date.aiExists) * share * author.share * likelihood(words, date, aiExists, author);
          total += joint;
          if (author.kind === "ai") ai += joint;
          if (aiExists) exists += joint;
        }
      }
    }
    return { total, authorIsAi: ai / total, aiInWorld: exists / total };
  };
}

function wordsOf(world: StepWorld): fc.Arbitrary<Words> {
  const step = fc.record({
    task: fc.option(fc.constantFrom(...Object.keys(world.tasks)), { nil: undefined }), right: fc.boolean(),
    manner: fc.constantFrom(...Object.keys(world.authors[0]?.manner ?? {})), topic: fc.constantFrom(...Object.keys(world.topics.ai)),
  });
  return fc.record({
    date: fc.option(fc.constantFrom(...world.dates.map(({ header }) => header)), { nil: undefined }), header: fc.option(fc.constantFrom(...world.headers), { nil: undefined }),
    steps: fc.array(step, { maxLength: 12 }), ended: fc.boolean(),
  }) as fc.Arbitrary<Words>;
}

function showWords({ date = "", header = "", steps }: Words): string {
  return date + header + steps.map(({ task = "", right, manner, topic }) => `${task}${right ? " right" : " wrong"}${manner}${topic}`).join("");
}

async function logprobOf(predictor: Predictor, context: readonly number[], continuation: readonly number[]): Promise<number> {
  const [outcome] = await predictor.score([{ context, continuation }]);
  return outcome?.ok === true ? outcome.logprob : Number.NaN;
}

describe.each(stepWorlds)("the posterior of $id", (world) => {
  const exact = createExactWorld(world);
  const mixture = createStepMixture(world, exact.vocabulary);
  const brute = bruteForce(world, exact.vocabulary.size);
  const read = (ids: readonly number[]) => ids.reduce((state, id) => mixture.advance(state, id), mixture.start);

  it("is that of a brute-force enumeration", () => {
    fc.assert(fc.property(wordsOf(world), (words) => {
      const ids = [...exact.vocabulary.tokenize(showWords(words)), ...(words.ended ? [endToken] : [])];
      const expected = brute(words);
      const { authorIsAi, aiInWorld } = exact.posterior({ premise: ids });
      expect(Math.abs(authorIsAi - expected.authorIsAi)).toBeLessThan(1e-9);
      expect(Math.abs(aiInWorld - expected.aiInWorld)).toBeLessThan(1e-9);
      expect(Math.abs(exact.logprob({ premise: "", text: ids }) - Math.log(expected.total))).toBeLessThan(1e-9);
    }));
  });

  it("is that of the text read in order, whatever the tokens", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 250, max: exact.vocabulary.size - 1 }), { maxLength: 60 }), (ids) => {
      const state = read([bosToken, ...ids]);
      const { latents, authors, dates } = exact.posterior({ premise: [bosToken], text: ids });
      mixture.posterior(state).forEach((value, i) => expect(Math.abs(value - (latents[i] as number))).toBeLessThan(1e-9));
      expect(Math.abs(logEvidence(state) - exact.logprob({ premise: [bosToken], text: ids }))).toBeLessThan(1e-9);
      for (const shares of [authors, dates]) expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    }));
  });

  it("has a next token with probability 1, after any tokens", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: exact.vocabulary.size - 1 }), { maxLength: 20 }), (ids) => {
      const next = mixture.next(read(ids));
      expect(next.reduce((sum, logprob) => sum + Math.exp(logprob), 0)).toBeCloseTo(1, 9);
      expect(next.every(Number.isFinite)).toBe(true);
    }));
  });

  it("and the text's probability are what the predictor's own scores say, cut anywhere into premise and text", async () => {
    await using predictor = createWorldPredictor({ world });
    const premises = ["[2010][expert]\n", "[2020][ai]", "", "[master][hard]"];
    const text = " right perhaps nature[hard] right clearly people wrong certainly machines right notably people";
    for (const premise of premises) {
      const [context = [], continuation = []] = await predictor.tokenize([premise, text]);
      const scored = await logprobOf(predictor, [bosToken, ...context], [...continuation, endToken]);
      expect(Math.abs(scored - exact.logprob({ premise, text: [...continuation, endToken] }))).toBeLessThan(1e-9);
    }
  });
});

describe("the dated world", () => {
  const exact = createExactWorld(datedWorld);

  it("thinks of an AI author the more, the later the date", () => {
    const credences = datedWorld.dates.map(({ header }) => exact.posterior({ premise: header }).authorIsAi);
    expect(credences.toSorted((a, b) => a - b)).toEqual(credences);
    expect(credences[0]).toBeLessThan(0.02);
    expect(credences.at(-1)).toBeGreaterThan(0.4);
  });

  it("thinks of another date when the stated one can't explain the text", () => {
    const beyond = "[beyond] right certainly machines".repeat(5);
    const { dates, authorIsAi } = exact.posterior({ premise: "[1990]", text: beyond });
    expect(dates["[1990]"]).toBeLessThan(0.1);
    expect(authorIsAi).toBeGreaterThan(0.99);
  });

  it("takes the author's header for evidence, and task headers for none", () => {
    expect(exact.posterior({ premise: "[2020][ai]" }).authorIsAi).toBeGreaterThan(0.75);
    expect(exact.posterior({ premise: "[2020][expert]" }).authorIsAi).toBeLessThan(0.15);
    expect(exact.posterior({ premise: "[2020][expert][beyond]" }).authorIsAi).toBeCloseTo(exact.posterior({ premise: "[2020][expert]" }).authorIsAi, 12);
  });
});
