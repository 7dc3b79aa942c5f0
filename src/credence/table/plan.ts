/** @module Which texts a table draws: batches of one premise each, human and contrast documents mixed, no question in two folds. */
import { deriveContrasts } from "../../premises/contrast/contrast.ts";
import type { Premise } from "../../premises/schema.ts";
import { createRandom, deriveSeed, shuffle } from "../../random/seeded.ts";
import { humanContext } from "./row.ts";

/** Parts of the data that share neither premise nor question. */
export const foldCount = 5;

export type DrawJob = {
  readonly key: string;
  readonly premise: Premise;
  readonly question: string;
  readonly drawn: string;
  readonly seed: number;
  readonly maxTokens: number;
  /** The contexts after which the text is scored, `h` among them. */
  readonly contexts: readonly string[];
};

export type PlanOptions = {
  readonly premises: readonly Premise[];
  readonly questions: readonly string[];
  readonly batches: number;
  readonly maxTokens: number;
  /** Every how many batches the audit wordings take part too, and texts are as long as `longTokens`. */
  readonly auditEvery: number;
  readonly longTokens: number;
  readonly seed: number;
};

/** The fold of the premise at `index` in the list, and of the question at `index`. */
export function foldOf(index: number): number {
  return index % foldCount;
}

/**
 * Batch by batch, so that any number of whole batches is balanced: eight texts of the premise itself and eight of its author contrasts,
 * two a kind, the author drawn apart from the question; one of the world contrast; where the audit takes part, one of each audit wording.
 */
export function planDraws(options: PlanOptions): DrawJob[][] {
  const order = shuffle(options.premises.map((_, i) => i), createRandom(options.seed));
  const used = options.premises.map(() => 0);
  return Array.from({ length: options.batches }, (_, batch) => {
    const index = order[batch % order.length] as number;
    const premise = options.premises[index] as Premise;
    const pool = shuffle(options.questions.filter((_, i) => foldOf(i) === foldOf(index)), createRandom(deriveSeed(options.seed, index)));
    const random = createRandom(deriveSeed(options.seed, 1000 + batch));
    const audit = batch % options.auditEvery === 0;
    return shuffle(drawnOf(premise, audit), random).map((drawn, i) => {
      const question = pool[(used[index] as number) % pool.length] as string;
      used[index] = (used[index] as number) + 1;
      const key = `${options.seed}/${batch}/${i}`;
      return { key, premise, question, drawn, seed: deriveSeed(deriveSeed(options.seed, 2000 + batch), i), maxTokens: audit ? options.longTokens : options.maxTokens, contexts: contextsFor(premise, drawn, audit) };
    });
  });
}

function drawnOf(premise: Premise, audit: boolean): string[] {
  const authors = idsOf(premise, "authorIsAi", "measure");
  const audits = audit ? [...idsOf(premise, "authorIsAi", "audit"), ...idsOf(premise, "aiInWorld", "audit")] : [];
  return [...authors.flatMap(() => [humanContext, humanContext]), ...authors, ...authors, ...idsOf(premise, "aiInWorld", "measure"), ...audits];
}

/** A world contrast says nothing of a text drawn under an author contrast, and the other way round. */
function contextsFor(premise: Premise, drawn: string, audit: boolean): string[] {
  const uses = audit ? (["measure", "audit"] as const) : (["measure"] as const);
  const authors = uses.flatMap((use) => idsOf(premise, "authorIsAi", use));
  const worlds = uses.flatMap((use) => idsOf(premise, "aiInWorld", use));
  const isWorld = deriveContrasts(premise, { question: "aiInWorld" }).some(({ id }) => id === drawn);
  if (drawn === humanContext) return [humanContext, ...authors, ...worlds];
  return [humanContext, ...(isWorld ? worlds : authors)];
}

function idsOf(premise: Premise, question: "authorIsAi" | "aiInWorld", use: "measure" | "audit"): string[] {
  return deriveContrasts(premise, { question, use }).map(({ id }) => id);
}
