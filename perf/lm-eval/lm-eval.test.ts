import { describe, expect, it } from "vitest";
import { type Agreement, agrees, compare, type Reference } from "../../test/clients/lm-eval/agreement.ts";
import type { Logprobs, Recorder } from "../../test/clients/lm-eval/recorder.ts";
import type { LmEvalOutcome } from "../../test/clients/lm-eval/run.ts";
import { renderPage } from "./page.ts";
import { type AgreementRow, keyOfAgreement, mergeRows, type SpeedRow } from "./results.ts";

const references = [
  { tokens: [5, 6, 7, 8], contextTokens: 2, logprobs: [-1, -2, -3], best: [[6, -1], [9, -0.5], [8, -3]] },
  { tokens: [5, 6, 4], contextTokens: 2, logprobs: [-1, -6], best: [[6, -1], [9, -0.5]] },
] satisfies Reference[];

/** What a server answers: nothing before the first token, then the reference's own numbers, then a generated token. */
function answer({ logprobs, best }: (typeof references)[number]): Logprobs {
  return { token_logprobs: [null, ...logprobs, -0.25], top_logprobs: [null, ...logprobs.map((own, i) => ({ own, best: best[i]?.[1] ?? 0 })), { a: -0.25 }] };
}

function outcomeOf(sums: readonly number[]): LmEvalOutcome {
  return { choices: sums.map((logprob, i) => ({ task: "t", question: 0, context: "c", continuation: ` ${i}`, logprob, greedy: false })), texts: [], accuracy: { t: 1 }, seconds: 1 };
}

function compareWith(answers: readonly (readonly [string, Logprobs])[], sums = [-5, -6]): Agreement {
  return compare(outcomeOf(sums), { answers: new Map(answers) } as unknown as Recorder, references, { t: [0] });
}

const right = references.map((reference) => [reference.tokens.join(), answer(reference)] as const);

describe("agreement of lm-eval with a reference", () => {
  it("is whole where nothing differs", () => {
    const found = compareWith(right);
    expect(found).toMatchObject({ choices: 2, differentIds: 0, choiceTokens: 3, tokens: 5, meanDifference: 0, largestDifference: 0, largestSumError: 0, otherBest: 0, otherAnswers: 0, accuracy: { t: { lmEval: 1, reference: 1 } } });
    expect(agrees(found)).toBe(true);
  });

  it("breaks on a server that is one position off", () => {
    const shifted = references.map((reference) => {
      const { token_logprobs: own, top_logprobs: top } = answer(reference);
      return [reference.tokens.join(), { token_logprobs: [null, ...own.slice(2), -0.25], top_logprobs: [null, ...top.slice(2), { a: -0.25 }] }] as const;
    });
    const found = compareWith(shifted);
    expect(found.meanDifference).toBeGreaterThan(1);
    expect(agrees(found)).toBe(false);
  });

  it("counts choices for which other ids were sent, or an entry too many was answered", () => {
    const [first, [key, second]] = right as [(typeof right)[number], (typeof right)[number]];
    expect(agrees(compareWith([first, ["5,6,99", second]]))).toBe(false);
    expect(compareWith([first, ["5,6,99", second]]).differentIds).toBe(1);
    expect(compareWith([first, [key, { ...second, token_logprobs: [null, ...second.token_logprobs] }]]).differentIds).toBe(1);
  });

  it("counts a best token that only one side has, unless its two best are close", () => {
    const [[key, { token_logprobs: own, top_logprobs: top }], second] = right as [(typeof right)[number], (typeof right)[number]];
    const raised = (by: number): Logprobs => ({ token_logprobs: own.with(2, by), top_logprobs: top.with(2, { own: by }) });
    expect(compareWith([[key, raised(-0.4)], second], [-3.4, -6]).otherBest).toBe(1);
    expect(compareWith(right).otherBest).toBe(0);
  });

  it("leaves out what the reference did not compute", () => {
    const partly = references.map((reference, i): Reference => (i === 0 ? reference : { ...reference, logprobs: [null, -6], best: [null, [9, -0.5]] }));
    const found = compare(outcomeOf([-5, -6]), { answers: new Map(right) } as unknown as Recorder, partly, { t: [0] });
    expect(found).toMatchObject({ choiceTokens: 3, tokens: 4, meanOfAll: 0, otherBest: 0 });
  });

  it("tells a sum that lm-eval wrote down from the sum of what it was sent, and another answer", () => {
    const found = compareWith(right, [-7, -6]);
    expect(found.largestSumError).toBe(2);
    expect(found.otherAnswers).toBe(1);
  });
});

const machine = { processor: "a processor", cores: 2, memoryGb: 8, system: "linux 6", node: "v24.0.0" };
const measured = { model: "m", date: "2026-11-26", machine, threads: 2, questions: 60 };
const row: AgreementRow = { ...measured, weights: "widened", mode: "fast", form: "ids", ...compareWith(right) };

describe("the page", () => {
  it("shows what was measured, and says what was not", () => {
    expect(renderPage({ agreement: [], speed: [] })).toContain("Not measured yet.");
    const speed: SpeedRow = { ...measured, way: "w", pairs: 3, choices: 10, ratio: { value: 12, n: 3, interval: [11, 14], level: 0.95, method: "bootstrap-bca", seed: 1 }, seconds: { ours: 1, theirs: 12 } };
    const page = renderPage({ agreement: [row], speed: [speed] });
    expect(page).toContain("| m | widened | ids | fast | 2 (3) | 0 | 0.000000 |");
    expect(page).toContain("| m | w | 2 | 10 | 12.0 [11.0, 14.0], n = 3 | >= 10 | reached | 1.0 s | 12.0 s |");
  });

  it("keeps the rows that another run measured", () => {
    const other: AgreementRow = { ...row, mode: "deterministic" };
    expect(mergeRows([row], [other], keyOfAgreement)).toEqual([other, row]);
    expect(mergeRows([row, other], [{ ...row, choices: 7 }], keyOfAgreement).map(({ choices }) => choices)).toEqual([2, 7]);
  });
});
