/** @module Adding up costs. */
import type { Cost } from "./results.ts";

export const noCost: Cost = {
  promptTokens: 0,
  cachedTokens: 0,
  scoredTokens: 0,
  generatedTokens: 0,
  calls: 0,
  seconds: 0,
  peakBytes: null,
  money: null,
};

/** Sum of two costs; the peak is the larger. Money of two currencies is never added: it becomes null. */
export function addCost(a: Cost, b: Cost): Cost {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    scoredTokens: a.scoredTokens + b.scoredTokens,
    generatedTokens: a.generatedTokens + b.generatedTokens,
    calls: a.calls + b.calls,
    seconds: a.seconds + b.seconds,
    peakBytes: a.peakBytes === null || b.peakBytes === null ? (a.peakBytes ?? b.peakBytes) : Math.max(a.peakBytes, b.peakBytes),
    money: addMoney(a.money, b.money),
  };
}

/** Whether a predictor was at work: one call's samples each cost tokens, though only the first counts the call. */
export function isPredictors(cost: Cost): boolean {
  return cost.calls + cost.promptTokens + cost.scoredTokens + cost.generatedTokens > 0;
}

export function sumCosts(costs: readonly Cost[]): Cost {
  return costs.reduce(addCost, noCost);
}

function addMoney(a: Cost["money"], b: Cost["money"]): Cost["money"] {
  if (a === null) return b;
  if (b === null) return a;
  return a.currency === b.currency ? { amount: a.amount + b.amount, currency: a.currency } : null;
}
