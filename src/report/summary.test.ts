import { describe, expect, it } from "vitest";
import { noCost } from "../protocol/cost.ts";
import { isCannotMeasure } from "../protocol/results.ts";
import type { ArmAnswer, Comparison, ComparisonQuestion } from "./comparison.ts";
import { judge, summariseArms } from "./summary.ts";

const question: ComparisonQuestion = { id: "q", text: "?", choices: ["a", "b"], right: "b" };
const open: ComparisonQuestion = { id: "o", text: "?", choices: null, right: null };

function answer(shares: Readonly<Record<string, number>>, tokens: number): ArmAnswer {
  const answers = Object.entries(shares).map(([text, probability]) => ({ text, probability, logprob: 0 })).sort((x, y) => y.probability - x.probability);
  return { answers, cost: { ...noCost, promptTokens: tokens, cachedTokens: 10, calls: 1, seconds: tokens / 100 } } as unknown as ArmAnswer;
}

function summarise(rows: readonly (readonly ArmAnswer[])[], questions: readonly ComparisonQuestion[], models: readonly string[] = ["m", "m", "n"]): ReturnType<typeof summariseArms> {
  const kinds = ["premise", "raw", "chat"] as const;
  const arms = models.map((model, i) => ({ id: String(i), label: String(i), kind: kinds[i]!, model, about: "" }));
  return summariseArms({ arms, questions, answers: rows } as unknown as Comparison);
}

describe("summariseArms", () => {
  const row = [answer({ a: 0.25, b: 0.75 }, 110), answer({ a: 0.5, b: 0.5 }, 60), answer({ a: 1, b: 0 }, 20)];
  const openRow = [answer({ x: 1 }, 30), answer({ y: 1 }, 60), answer({ z: 1 }, 20)];

  it("sets cost against the raw arm, the two kinds of question apart, and only for the same model", () => {
    const [premise, raw, chat] = summarise([row, openRow], [question, open]);
    expect(premise?.tax.choices).toEqual({ contextTokens: 110 / 60, newTokens: 2, calls: 1, seconds: 1.1 / 0.6 });
    expect(premise?.tax.open).toMatchObject({ contextTokens: 0.5, newTokens: 0.4 });
    expect(raw?.tax.choices).toEqual({ contextTokens: 1, newTokens: 1, calls: 1, seconds: 1 });
    expect(chat?.tax).toEqual({ choices: null, open: null });
    expect(premise).toMatchObject({ newTokens: 120, cost: { promptTokens: 140, calls: 2 } });
  });

  it("scores only questions with a known answer", () => {
    const [premise, raw, chat] = summarise([row, openRow], [question, open]);
    expect(premise?.quality).toMatchObject({ right: 1, n: 1, logScore: Math.log(0.75), brier: 0.125, chanceLogScore: -Math.log(2), probabilities: [0.75] });
    expect(raw?.quality).toMatchObject({ right: 0.5, logScore: Math.log(0.5) });
    expect(chat?.quality).toMatchObject({ right: 0, logScore: -Infinity, brier: 2 });
  });

  it("does not make a number of nothing", () => {
    const [premise] = summarise([openRow], [open]);
    expect(premise?.quality.n).toBe(0);
    for (const value of [premise?.quality.accuracy, premise?.quality.logScore, premise?.quality.brier]) expect(isCannotMeasure(value)).toBe(true);
    expect(premise?.tax.choices).toBeNull();
  });
});

it("judges the likeliest answer, and calls a tie a tie", () => {
  expect(judge(question, answer({ a: 0.4, b: 0.6 }, 1))).toBe("right");
  expect(judge(question, answer({ a: 0.6, b: 0.4 }, 1))).toBe("wrong");
  expect(judge(question, answer({ a: 0.5, b: 0.5 }, 1))).toBe("tied");
  expect(judge(open, answer({ a: 1 }, 1))).toBeNull();
});
