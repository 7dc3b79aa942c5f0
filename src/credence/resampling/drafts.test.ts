import { describe, expect, it } from "vitest";
import { toJson } from "../../random/json.ts";
import { cannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import type { TokenScores } from "../monitor/switching.ts";
import { addDraft, credenceOverDrafts, type DraftEvidence, startDrafts } from "./drafts.ts";

/** A world of three texts of one token, a human and two AI authors, and what the gate is set to. */
const human = [0.6, 0.3, 0.1];
const ais = [[0.2, 0.2, 0.6], [0.3, 0.6, 0.1]];
const prior = 0.3;
const limit = 0.2;
const authors = [{ weight: 1 - prior, isAi: false, law: human }, ...ais.map((law) => ({ weight: prior / ais.length, isAi: true, law }))];
const scoresOf = (text: number): TokenScores => ({ human: Math.log(human[text]!), contrasts: ais.map((law) => Math.log(law[text]!)) });
const credenceOf = (drafts: readonly number[]): number => {
  const posterior = credenceOverDrafts(drafts.reduce((evidence: DraftEvidence, draft) => addDraft(evidence, [scoresOf(draft)]), startDrafts(ais.length)), prior);
  if (isCannotMeasure(posterior)) throw new Error(posterior.reason);
  return posterior.value;
};

type Share = { readonly ai: number; readonly all: number };
/** Probability that a text by an AI, or any text, is accepted within `tries`, one author throughout: every sequence of drafts summed up. */
function accept(tries: number, passes: (drafts: readonly number[]) => boolean, law: readonly number[], before: readonly number[] = []): number {
  if (tries === 0) return 0;
  return [0, 1, 2].reduce((sum, draft) => sum + law[draft]! * (passes([...before, draft]) ? 1 : accept(tries - 1, passes, law, [...before, draft])), 0);
}
function shareOf(tries: number, passes: (drafts: readonly number[]) => boolean): Share {
  const joint = authors.map(({ weight, isAi, law }) => ({ isAi, accepted: weight * accept(tries, passes, law) }));
  const all = joint.reduce((sum, { accepted }) => sum + accepted, 0);
  return { ai: joint.reduce((sum, { isAi, accepted }) => sum + (isAi ? accepted : 0), 0) / all, all };
}

describe("credence over all drafts", () => {
  it("is Bayes' posterior of author and drafts together", () => {
    for (const drafts of [[0], [2, 1], [1, 1, 0, 2]]) {
      const joint = authors.map(({ weight, isAi, law }) => ({ isAi, p: drafts.reduce((product, draft) => product * law[draft]!, weight) }));
      const total = joint.reduce((sum, { p }) => sum + p, 0);
      expect(credenceOf(drafts)).toBeCloseTo(joint.reduce((sum, { isAi, p }) => sum + (isAi ? p : 0), 0) / total, 12);
    }
  });

  it("keeps the share of AI authors under the limit at every number of tries; forgetting refused drafts does not", () => {
    const remembering = [1, 2, 4, 8].map((tries) => shareOf(tries, (drafts) => credenceOf(drafts) <= limit));
    const forgetting = [1, 2, 4, 8].map((tries) => shareOf(tries, (drafts) => credenceOf(drafts.slice(-1)) <= limit));
    expect(remembering[0]).toEqual(forgetting[0]);
    for (const { ai } of remembering) expect(ai).toBeLessThanOrEqual(limit);
    expect(remembering.at(-1)!.all).toBeGreaterThan(remembering[0]!.all);
    for (const [i, { ai }] of forgetting.entries()) expect(ai).toBeGreaterThan(i === 0 ? 0 : forgetting[i - 1]!.ai);
    // Every author gets through in the end, so the share goes to the prior, 0.3.
    expect(forgetting.at(-1)!.ai).toBeGreaterThan(0.25);
  });

  it("does not depend on the order of drafts, and survives its JSON", () => {
    expect(credenceOf([0, 1, 2, 1])).toBeCloseTo(credenceOf([1, 1, 2, 0]), 12);
    const evidence = addDraft(startDrafts(2), [scoresOf(1), scoresOf(0)]);
    expect(evidence.drafts).toBe(1);
    expect(addDraft(JSON.parse(toJson(evidence)) as DraftEvidence, [scoresOf(2)])).toEqual(addDraft(evidence, [scoresOf(2)]));
  });

  it("of a context with a draft that could not be scored can't be measured, whatever follows", () => {
    const broken = addDraft(addDraft(startDrafts(2), [scoresOf(0), { human: NaN, contrasts: [-1, -1] }]), [scoresOf(0)]);
    expect(credenceOverDrafts(broken, prior)).toEqual(cannotMeasure("cannot-measure/not-finite"));
    expect(broken.drafts).toBe(2);
  });
});
