/** @module A limit for a channel whose error the tries of one context may share: fitted to the authors of what the gate accepts. */
import { PremiseError } from "../../errors/premise-error.ts";
import { cannotMeasure, type CannotMeasure, type Estimate, isCannotMeasure } from "../../protocol/results.ts";
import { clopperPearson } from "../../stats/clopper-pearson.ts";

/** A context of the calibration, its author held through its tries; `values[i]` is what the channel says of try i alone, higher for an AI. */
export type TriedContext = { readonly label: "human" | "ai"; readonly values: readonly number[] };

export type LimitOptions = {
  readonly contexts: readonly TriedContext[];
  /** How often the gate tries before it stops: it accepts the first value at or under the limit. */
  readonly tries: number;
  /** The greatest share of AI authors among accepted texts. */
  readonly maxShare: number;
  /** The share among contexts where the gate will work; the calibration may hold any other. */
  readonly prior: number;
  /** That the share is at most `maxShare`. Default 0.95. */
  readonly confidence?: number;
};

/** `share`: of AI authors among accepted texts, at `prior`; its upper end is the bound that was asked for, so its level is 2 `confidence` - 1. `accepted`: of contexts, by author. */
export type AcceptedLimit = {
  readonly kind: "measured";
  readonly limit: number;
  readonly tries: number;
  readonly maxShare: number;
  readonly prior: number;
  readonly share: Estimate;
  readonly accepted: { readonly human: Estimate; readonly ai: Estimate };
};

/** Accepting each twentieth of the contexts, chosen without a look at the labels. */
const candidates = 20;

/**
 * The loosest of 20 limits at which, with `confidence`, at most `maxShare` of what is accepted within `tries` tries is by an AI. The bound of a
 * share comes from exact bounds of both authors' rates of acceptance; all 20 hold together (Bonferroni), so the loosest may be chosen.
 * Contexts must be independent of each other; their tries need not be.
 * @returns `cannot-measure/too-few` without contexts of both authors or with fewer values than tries in one, and where a limit would do if only
 * there were more of them; `at-chance` where none would; `not-finite` where a value is no finite number.
 * @throws PremiseError `internal` when an option is out of range.
 * Source: Angelopoulos, Bates, Candès, Jordan & Lei, Learn then Test, arXiv 2110.01052, 2021 (limits as hypotheses); Clopper & Pearson 1934.
 */
export function fitLimit(options: LimitOptions): AcceptedLimit | CannotMeasure {
  const { contexts, tries, maxShare } = requireOptions(options);
  if (contexts.some(({ values }) => values.length < tries)) return cannotMeasure("cannot-measure/too-few");
  if (!contexts.every(({ values }) => values.every(Number.isFinite))) return cannotMeasure("cannot-measure/not-finite");
  const lowest = { human: lowestOf(contexts, "human", tries), ai: lowestOf(contexts, "ai", tries) };
  const limits = listCandidates([...lowest.human, ...lowest.ai]);
  const fitted = limits.map((limit) => measureAt(limit, lowest, options)).filter((each) => each !== null);
  const passing = fitted.findLast(({ share }) => share.interval[1] <= maxShare);
  if (passing !== undefined) return passing;
  return cannotMeasure(fitted.length === 0 || fitted.some(({ share }) => share.value <= maxShare) ? "cannot-measure/too-few" : "cannot-measure/at-chance");
}

/** The try (from 1) that a gate with this limit accepts, or null. */
export function findAccepted(values: readonly number[], limit: number): number | null {
  const first = values.findIndex((value) => value <= limit);
  return first < 0 ? null : first + 1;
}

function requireOptions(options: LimitOptions): LimitOptions {
  const { tries, maxShare, prior, confidence = 0.95 } = options;
  const isShare = (value: number): boolean => value > 0 && value < 1;
  if (!Number.isInteger(tries) || tries < 1 || ![maxShare, prior].every(isShare) || !(confidence > 0.5 && confidence < 1)) {
    throw new PremiseError("internal", { problem: `a limit for ${tries} tries, share ${maxShare}, prior ${prior}, confidence ${confidence}` });
  }
  return options;
}

/** A context is accepted where the lowest of its first tries is at most the limit. */
function lowestOf(contexts: readonly TriedContext[], label: TriedContext["label"], tries: number): number[] {
  return contexts.filter((each) => each.label === label).map(({ values }) => Math.min(...values.slice(0, tries)));
}

function listCandidates(lowest: readonly number[]): number[] {
  const sorted = [...lowest].sort((a, b) => a - b);
  const at = Array.from({ length: candidates }, (_, i) => sorted[Math.ceil(((i + 1) * sorted.length) / candidates) - 1]);
  return [...new Set(at.filter((each) => each !== undefined))];
}

function measureAt(limit: number, lowest: Readonly<Record<TriedContext["label"], readonly number[]>>, { tries, maxShare, prior, confidence = 0.95 }: LimitOptions): AcceptedLimit | null {
  // One half of the doubt for each author's rate, and the whole of it over all candidates.
  const level = 1 - (1 - confidence) / candidates;
  const count = (values: readonly number[]): number => values.filter((value) => value <= limit).length;
  const [humans, ais] = [count(lowest.human), count(lowest.ai)];
  const [human, ai] = [clopperPearson(humans, lowest.human.length, level), clopperPearson(ais, lowest.ai.length, level)];
  if (isCannotMeasure(human) || isCannotMeasure(ai)) return null;
  const share = (ofAi: number, ofHuman: number): number => (prior * ofAi) / (prior * ofAi + (1 - prior) * ofHuman);
  const interval = [share(ai.interval[0], human.interval[1]), share(ai.interval[1], human.interval[0])] as const;
  const estimate: Estimate = { value: share(ai.value, human.value), n: humans + ais, interval, level: 2 * confidence - 1, method: `clopper-pearson, bonferroni over ${candidates}`, seed: null };
  return { kind: "measured", limit, tries, maxShare, prior, share: estimate, accepted: { human, ai } };
}
