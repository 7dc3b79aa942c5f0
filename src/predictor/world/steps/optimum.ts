/** @module What a policy over a chain's drafts can come to at best, by dynamic programming; and what a filter by credence comes to, exactly. */
import { toLogOdds } from "../../../stats/log-space.ts";
import type { Level } from "./chain-states.ts";

/** Expectations over started runs. `quality`: share of steps that are right, 0 where the run gives up; `drafts`: how many were drawn, kept and refused ones. */
export type Worth = { readonly quality: number; readonly answered: number; readonly drafts: number };

export type OptimumOptions = {
  /** The greatest P(author is an AI | kept text) of an answered run. */
  readonly limit: number;
  /** Drafts of each step; whoever kept none of them gives up. */
  readonly tries: number;
  /** Most drafts of a whole run; without it only `tries` bounds them. */
  readonly drafts?: number;
  /** What a draft costs, in units of the aim; above 0, so that ties go to fewer drafts. Default 1e-9. */
  readonly price?: number;
  /** What is made as large as can be: the share of right steps, or (blind to what is right) the share of runs that answer. Default `right`. */
  readonly aim?: "right" | "answers";
};

/** Log odds that differ by no more than this are equal but for rounding, in nats. */
const grain = 1e-9;

/** What follows a state: what it is worth to the aim, price paid; and what it is expected to come to. */
type Prospects = { readonly value: Float64Array; readonly quality: Float64Array; readonly answered: Float64Array; readonly drafts: Float64Array };
type Prospect = { value: number; quality: number; answered: number; drafts: number };

const givenUp: Readonly<Prospect> = { value: 0, quality: 0, answered: 0, drafts: 0 };

/**
 * The best that keep, redraw (up to `tries` drafts a step, each drawn from the predictive mixture given what was kept) and give up can come
 * to where each may depend on all that was kept and on the draft, and no run answers above the limit. Exact; a policy that goes back
 * over kept steps has other actions and may do better.
 * Source: Bellman, Dynamic Programming, 1957.
 */
export function findOptimum(levels: readonly Level[], options: OptimumOptions): Worth {
  return solve(levels, options).at(-1) as Worth;
}

/** The same for every bound on a run's drafts from 0 to `drafts`. */
export function findOptima(levels: readonly Level[], options: OptimumOptions & { readonly drafts: number }): readonly Worth[] {
  return solve(levels, options);
}

function solve(levels: readonly Level[], { limit, tries, drafts, price = 1e-9, aim = "right" }: OptimumOptions): readonly Worth[] {
  const budgets = drafts === undefined ? 1 : drafts + 1;
  return backwards(levels, { limit, aim, budgets }, ({ chances, next }, state, after) => {
    const outcomes = next.length / after.states;
    const onOf = (prospects: readonly Readonly<Prospect>[], left: number): Readonly<Prospect> => {
      const onward = prospects[left] as Prospect;
      return onward.value >= 0 ? onward : givenUp;
    };
    let onward: readonly Readonly<Prospect>[] = Array.from({ length: budgets }, () => givenUp);
    for (let left = 0; left < tries; left++) {
      onward = onward.map((_, budget) => {
        if (drafts !== undefined && budget === 0) return givenUp;
        const later = drafts === undefined ? 0 : budget - 1;
        const otherwise = onOf(onward, later);
        const draft: Prospect = { value: -price, quality: 0, answered: 0, drafts: 1 };
        for (let i = state * outcomes; i < (state + 1) * outcomes; i++) {
          const kept = (next[i] as number) * budgets + later;
          if ((after.value[kept] as number) >= otherwise.value) addState(draft, chances[i] as number, after, kept);
          else add(draft, chances[i] as number, otherwise);
        }
        return draft;
      });
    }
    return onward.map((_, budget) => onOf(onward, budget));
  });
}

export type FilterOptions = Pick<OptimumOptions, "limit" | "tries"> & {
  /** The greatest P(author is an AI) after a step, by step from 0; the last steps' may be missing, and is `limit` then. */
  readonly ceilings?: readonly number[];
};

/** Of each step the first draft is kept after which the credence is at most the ceiling; where none of `tries` is, the run gives up. */
export function evaluateFilter(levels: readonly Level[], { limit, tries, ceilings = [] }: FilterOptions): Worth {
  const bounds = levels.slice(1).map((_, step) => toLogOdds(Math.min(ceilings[step] ?? limit, 1)) + grain);
  const [worth] = backwards(levels, { limit, aim: "right", budgets: 1 }, ({ chances, next }, state, after, step) => {
    const outcomes = next.length / after.states;
    const kept: Prospect = { ...givenUp };
    let passing = 0;
    for (let i = state * outcomes; i < (state + 1) * outcomes; i++) {
      if ((levels[step + 1]?.logOdds[next[i] as number] as number) > (bounds[step] as number)) continue;
      passing += chances[i] as number;
      addState(kept, chances[i] as number, after, next[i] as number);
    }
    // Drafts until one passes, at most `tries`: a geometric sum.
    const rounds = passing < 1e-15 ? tries : -Math.expm1(tries * Math.log1p(-Math.min(passing, 1))) / passing;
    return [{ value: rounds * kept.value, quality: rounds * kept.quality, answered: rounds * kept.answered, drafts: rounds * (1 + kept.drafts) }];
  });
  return worth as Worth;
}

type After = Prospects & { /** Of the level before. */ readonly states: number };

/** `budgets`: as many rows a state, by how many drafts are left; the one row of a run without such a bound. */
type Game = { readonly limit: number; readonly aim: "right" | "answers"; readonly budgets: number };

function backwards(levels: readonly Level[], game: Game, prospectsOf: (level: Level, state: number, after: After, step: number) => readonly Readonly<Prospect>[]): readonly Worth[] {
  const steps = levels.length - 1;
  let prospects = answersOf(levels[steps] as Level, steps, game);
  for (let step = steps - 1; step >= 0; step--) {
    const level = levels[step] as Level;
    const after = { ...prospects, states: level.right.length };
    const here = createProspects(after.states * game.budgets);
    for (let state = 0; state < after.states; state++) prospectsOf(level, state, after, step).forEach((each, budget) => store(here, state * game.budgets + budget, each));
    prospects = here;
  }
  const { quality, answered, drafts } = prospects;
  return Array.from({ length: game.budgets }, (_, budget) => ({ quality: quality[budget] as number, answered: answered[budget] as number, drafts: drafts[budget] as number }));
}

function answersOf({ right, logOdds }: Level, steps: number, { limit, aim, budgets }: Game): Prospects {
  const all = createProspects(right.length * budgets);
  logOdds.forEach((odds, state) => {
    const quality = (right[state] as number) / steps;
    // Below what giving up is worth: over the limit nothing is answered.
    const answer = odds <= toLogOdds(limit) + grain ? { value: aim === "right" ? quality : 1, quality, answered: 1, drafts: 0 } : { ...givenUp, value: -1 };
    for (let budget = 0; budget < budgets; budget++) store(all, state * budgets + budget, answer);
  });
  return all;
}

function createProspects(rows: number): Prospects {
  const column = (): Float64Array => new Float64Array(rows);
  return { value: column(), quality: column(), answered: column(), drafts: column() };
}

function store(to: Prospects, row: number, { value, quality, answered, drafts }: Readonly<Prospect>): void {
  to.value[row] = value;
  to.quality[row] = quality;
  to.answered[row] = answered;
  to.drafts[row] = drafts;
}

function addState(sum: Prospect, weight: number, { value, quality, answered, drafts }: Prospects, row: number): void {
  sum.value += weight * (value[row] as number);
  sum.quality += weight * (quality[row] as number);
  sum.answered += weight * (answered[row] as number);
  sum.drafts += weight * (drafts[row] as number);
}

function add(sum: Prospect, weight: number, { value, quality, answered, drafts }: Readonly<Prospect>): void {
  sum.value += weight * value;
  sum.quality += weight * quality;
  sum.answered += weight * answered;
  sum.drafts += weight * drafts;
}
