/** @module Three premises under which a question is taken apart: as a person would, by people with a model's strengths, and by people who were told a machine's. */
import { findListedPremise } from "../../premises/library.ts";
import type { Premise } from "../../premises/schema.ts";
import { vetPremise } from "../../premises/vet.ts";
import { describeStrengths } from "./describe-strengths.ts";
import type { Profile } from "./profile.ts";

/**
 * `by-person`: nothing is said of strengths. `by-strengths`: who takes it apart has those of the profile. `told-of-machine`: they were told that a machine has them, so that their world
 * has capable machines: to be measured as an experiment, never to be asked for an answer that somebody relies on.
 * Source: Hubinger et al., Conditioning Predictive Models, arXiv 2302.00805, on external cognitive resources.
 */
export const decompositions = ["by-person", "by-strengths", "told-of-machine"] as const;
export type Decomposition = (typeof decompositions)[number];

/** What stands before an answer that came from elsewhere. */
export const foundLabel = "Found:";

const titles: Readonly<Record<Decomposition, string>> = {
  "by-person": "A schoolteacher takes questions apart", "by-strengths": "A schoolteacher of given strengths takes questions apart", "told-of-machine": "A schoolteacher who was told of a machine takes questions apart",
};

/** One thing differs between the three: a sentence of the heading, and what it says of the world. @throws PremiseError what `vetPremise` throws. */
export function createSplitPremise(how: Decomposition, profile: Pick<Profile, "strengths">): Premise {
  const base = findListedPremise("working-notes");
  const premise: Premise = {
    ...base, id: `split-${how}`, version: 1, title: titles[how], summary: "A retired schoolteacher takes a question apart into smaller ones, writes down what was found for each, and the answer under them.",
    world: how === "told-of-machine" ? { ...base.world, ai: "capable" } : base.world,
    form: {
      ...base.form,
      notes: { open: layout(sentenceOf(how, profile)), mark: "Part {{number}}:", people: ["Margaret Oakes"], restate: "(Margaret Oakes, going over it once more at the kitchen table.)", answer: "Answer:", resources: {}, maxTokens: 48 },
    },
  };
  vetPremise(premise);
  return premise;
}

function sentenceOf(how: Decomposition, profile: Pick<Profile, "strengths">): string {
  if (how === "by-person") return "";
  const strengths = describeStrengths(profile);
  return how === "by-strengths"
    ? `\nShe is ${strengths}. She asks the smaller questions so that she is good at each.`
    : `\nShe has been told what a calculating machine that predicts text is good at: it is ${strengths}. She asks the smaller questions so that the machine is good at each.`;
}

function layout(sentence: string): string {
  return `From the notebook of Margaret Oakes, retired schoolteacher. Bath, November 1994.
She takes a question apart into smaller ones that can be answered one by one, and writes under each what was found.${sentence}

Question: A farmer has 3 baskets with 12 eggs each and sells 10 of the eggs. How many eggs are left?
Part 1: How much is 3 * 12?
${foundLabel} 36
Part 2: How much is 36 - 10?
${foundLabel} 26
Answer: 26

Question: What keeps soup warm the longest: a metal cup, a glass jar or a cup of thick foam?
Part 1: Which lets the least heat through: metal, glass or foam?
${foundLabel} foam
Answer: a cup of thick foam

Question: {{question}}`;
}
