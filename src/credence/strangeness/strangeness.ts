/** @module Strangeness of a premise: how unlikely its own document is, which part costs most, and what leaving a part out does to both credences. */
import type { CallOptions, Predictor } from "../../predictor/predictor.ts";
import { premiseHash } from "../../premises/hash.ts";
import { renderPremise, type SlotTexts } from "../../premises/render.ts";
import type { Premise } from "../../premises/schema.ts";
import { type CannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { createRandom, deriveSeed } from "../../random/seeded.ts";
import type { MediumClass } from "../prior/medium.ts";
import { type DrawPlan, drawWhole, measureDrop, type PartChange } from "./ablation.ts";
import { type BesideContrasts, type BothQuestions, type CredenceQuestion, scoreBesideContrasts } from "./beside-contrasts.ts";
import { locateTokens } from "./locate.ts";
import { ordinaryVersion } from "./ordinary-documents.ts";
import { type Comparison, compareWith, createOrdinaryCurve, ordinaryMedium, readOrdinary, type ReadOrdinary } from "./ordinary.ts";
import { type DocumentPart, dropPart, isDroppable, splitDocument } from "./parts.ts";
import { readDocuments, type Surprisal, surprisalOf, type TokenCost } from "./surprisal.ts";

export type PartStrangeness = DocumentPart & {
  readonly tokens: number;
  /** Surprisal given all that stands before. */
  readonly nats: number;
  /** Of that, what is more than ordinary documents of the medium cost at the same places; null where none is so long. */
  readonly excess: number | null;
  /** What leaving the part out does to the log ratios of drawn texts; null for a part that can't be left out. */
  readonly dropped: PartChange | null;
};

/** Ids of parts. */
export type CostliestParts = {
  /** Of those that can be left out, the one with the largest excess. */
  readonly surprisal: string | null;
  /** The one without which texts drawn anew are least like an AI's, where there is one that makes them more so. */
  readonly raises: BothQuestions<string | null>;
};

export type Strangeness = {
  readonly kind: "measured";
  readonly premise: { readonly id: string; readonly version: number; readonly hash: string };
  readonly model: string;
  readonly slots: SlotTexts;
  /** Of the document in the open form, up to the answer. */
  readonly document: Surprisal;
  /** Beside ordinary documents of its medium, or of the nearest that has some, and beside those of all media. */
  readonly ordinary: { readonly version: number; readonly medium: MediumClass; readonly ofMedium: Comparison; readonly ofAll: Comparison };
  readonly parts: readonly PartStrangeness[];
  readonly contrasts: BesideContrasts;
  /** What was drawn under the whole premise, to see what its parts do. */
  readonly drawn: DrawPlan;
  readonly costliest: CostliestParts;
};

export const exampleSlots: SlotTexts = { question: "Why does a wet road look darker than a dry one?" };

export type StrangenessOptions = CallOptions & {
  readonly slots?: SlotTexts;
  /** Decides the drawn texts and the intervals; default 0. */
  readonly seed?: number;
  /** Default six texts of 12 tokens. */
  readonly texts?: number;
  readonly tokens?: number;
  /** Read before, so that several premises share them. */
  readonly ordinary?: readonly ReadOrdinary[];
};

/**
 * Reads the premise's document, its contrasts' and the documents without a part each: about 5,000 scored tokens, and 3,000 for the ordinary documents.
 * @returns cannot-measure where the document's own tokens have no finite probability.
 * @throws PremiseError what rendering throws, and the predictor's first refusal.
 */
export async function measureStrangeness(predictor: Predictor, premise: Premise, options: StrangenessOptions = {}): Promise<Strangeness | CannotMeasure> {
  const { slots = exampleSlots, seed = 0, texts = 6, tokens = 12, ordinary: given, ...call } = options;
  const rendered = renderPremise(premise, slots, "open");
  const [costs = []] = await readDocuments(predictor, [rendered.text], call);
  const document = surprisalOf(costs);
  if (isCannotMeasure(document)) return document;
  const ordinary = given ?? (await readOrdinary(predictor, undefined, call));
  const medium = ordinaryMedium(premise.world.medium);
  const ofMedium = ordinary.filter((each) => each.medium === medium);
  const starts = await locateTokens(predictor, costs, rendered.text);
  const parts = splitDocument(premise, rendered).map((part) => ({ ...part, ...costOf(part, costs, starts, createOrdinaryCurve(ofMedium)) }));
  const drawn = { texts, tokens, seed };
  const changes = await dropEach({ predictor, premise, slots, parts, plan: drawn, call });
  const found = parts.map((part, i) => ({ ...part, dropped: changes[i] ?? null }));
  return {
    kind: "measured",
    premise: { id: premise.id, version: premise.version, hash: premiseHash(premise) },
    model: predictor.info.model,
    slots,
    document,
    ordinary: { version: ordinaryVersion, medium, ofMedium: compareWith(document, ofMedium, createRandom(deriveSeed(seed, 1))), ofAll: compareWith(document, ordinary, createRandom(deriveSeed(seed, 2))) },
    parts: found,
    contrasts: await scoreBesideContrasts(predictor, premise, slots, starts, call),
    drawn,
    costliest: findCostliest(found),
  };
}

/** A token belongs to the part in which it begins. */
function costOf({ start, end }: DocumentPart, costs: readonly TokenCost[], starts: readonly number[], ordinaryAt: (place: number) => number | null): Pick<PartStrangeness, "tokens" | "nats" | "excess"> {
  const unread = costs.findIndex(({ nats }) => nats !== null);
  const own = costs.flatMap(({ nats }, place) => {
    const at = starts[place] ?? -1;
    return nats === null || at < start || at >= end ? [] : [{ nats, ordinary: ordinaryAt(place - unread) }];
  });
  const excess = own.reduce<number | null>((sum, { nats, ordinary }) => (sum === null || ordinary === null ? null : sum + nats - ordinary), 0);
  return { tokens: own.length, nats: own.reduce((sum, { nats }) => sum + nats, 0), excess };
}

type DropJob = { readonly predictor: Predictor; readonly premise: Premise; readonly slots: SlotTexts; readonly parts: readonly DocumentPart[]; readonly plan: DrawPlan; readonly call: CallOptions };

async function dropEach({ predictor, premise, slots, parts, plan, call }: DropJob): Promise<(PartChange | null)[]> {
  if (!parts.some(isDroppable)) return parts.map(() => null);
  const whole = await drawWhole(predictor, premise, slots, plan, call);
  const changes: (PartChange | null)[] = [];
  for (const [i, part] of parts.entries()) {
    changes.push(isDroppable(part) ? await measureDrop(predictor, dropPart(premise, i), slots, whole, plan, call) : null);
  }
  return changes;
}

export function findCostliest(parts: readonly PartStrangeness[]): CostliestParts {
  const droppable = parts.filter(isDroppable);
  const raises = (question: CredenceQuestion): string | null => largest(droppable.filter((part) => changeOf(part, question) < 0), (part) => -changeOf(part, question));
  const known = droppable.filter(({ excess }) => excess !== null);
  return { surprisal: largest(known, ({ excess }) => excess ?? -Infinity), raises: { authorIsAi: raises("authorIsAi"), aiInWorld: raises("aiInWorld") } };
}

/** 0 where it could not be measured: such a part is never named. */
function changeOf({ dropped }: PartStrangeness, question: CredenceQuestion): number {
  const change = dropped?.redrawn[question];
  return change === undefined || isCannotMeasure(change) ? 0 : change.value;
}

function largest(parts: readonly PartStrangeness[], size: (part: PartStrangeness) => number): string | null {
  return parts.reduce<PartStrangeness | null>((best, part) => (best === null || size(part) > size(best) ? part : best), null)?.id ?? null;
}
