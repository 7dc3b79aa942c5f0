/** @module By how much a policy's limit is tightened against a channel that errs: fitted to whether answered runs truly end under the limit. */
import { type CannotMeasure, cannotMeasure, type Estimate, isCannotMeasure } from "../../../src/protocol/results.ts";
import { clopperPearson } from "../../../src/stats/clopper-pearson.ts";

/** `over`: share of answered runs that truly end above the limit; the upper end of its interval is the bound, all margins' bounds holding together. */
export type Margin = { readonly margin: number; readonly started: number; readonly over: Estimate | CannotMeasure };

export type Fitted = { readonly tried: readonly Margin[]; readonly margin: number | CannotMeasure };

/** The truth of runs that answered, at a margin in nats. */
export type Trial = { readonly started: number; readonly answered: number; readonly over: number };

/**
 * The smallest of the margins at which, with `confidence`, at most `maxShare` of answered runs truly end above the limit. In a chain what is drawn next
 * depends on what was kept before, so runs are made anew for each margin: `fitLimit` takes tries that are there whatever the limit.
 * @returns `cannot-measure/too-few` where no margin would do.
 * Source: Angelopoulos, Bates, Candès, Jordan & Lei, Learn then Test, arXiv 2110.01052, 2021 (Bonferroni over the margins); Clopper & Pearson 1934.
 */
export async function fitMargin(margins: readonly number[], maxShare: number, measure: (margin: number) => Promise<Trial>, confidence = 0.95): Promise<Fitted> {
  // Of a two-sided interval half the doubt is above its upper end.
  const level = 1 - (2 * (1 - confidence)) / margins.length;
  const tried: Margin[] = [];
  for (const margin of margins) {
    const { started, answered, over } = await measure(margin);
    tried.push({ margin, started, over: clopperPearson(over, answered, level) });
  }
  const good = tried.filter(({ over }) => !isCannotMeasure(over) && over.interval[1] <= maxShare).map(({ margin }) => margin);
  return { tried, margin: good.length === 0 ? cannotMeasure("cannot-measure/too-few") : Math.min(...good) };
}
