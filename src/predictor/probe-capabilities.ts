/** @module Finds out what a predictor can do by trying it. */
import { isPremiseError, PremiseError } from "../errors/premise-error.ts";
import type { Capabilities } from "./capabilities.ts";
import type { Predictor, Scored, ScoreOutcome, ScoreRequest } from "./predictor.ts";

const texts = ["The tide follows the moon.", "Caf\u00e9 \u{1f419}", "Question: What is ice?\nAnswer: Frozen water."];

/**
 * Scores three texts together and one by one, and draws one token. `determinism` is the largest difference in nats between a text's two sums.
 * @throws PremiseError what the predictor throws when it cannot score at all.
 */
export async function probeCapabilities(predictor: Predictor): Promise<Capabilities> {
  const want = { statistics: true };
  const requests = (await predictor.tokenize(texts)).map((ids) => ({ context: ids.slice(0, 1), continuation: ids.slice(1), want }));
  const together = await scoreAll(predictor, requests);
  const differences: number[] = [];
  for (const [i, request] of requests.entries()) {
    const [alone] = await scoreAll(predictor, [request]);
    differences.push(Math.abs((alone as Scored).logprob - (together[i] as Scored).logprob));
  }
  const value = Math.max(...differences);
  return {
    score: true,
    sample: await canSample(predictor, requests[0] as ScoreRequest),
    statistics: together.every(({ tokens }) => tokens.every(({ statistics }) => statistics !== null)),
    hidden: await canShowHidden(predictor, requests[0] as ScoreRequest),
    chat: predictor.info.chatTemplate !== null,
    determinism: { value, n: differences.length, interval: [0, value], level: 1, method: "largest-alone-against-together", seed: null },
  };
}

async function scoreAll(predictor: Predictor, requests: readonly ScoreRequest[]): Promise<Scored[]> {
  return (await predictor.score(requests)).map(requireScored);
}

function requireScored(outcome: ScoreOutcome): Scored {
  if (!outcome.ok) throw outcome.error;
  return outcome;
}

async function canShowHidden(predictor: Predictor, request: ScoreRequest): Promise<boolean> {
  const [outcome] = await predictor.score([{ ...request, want: { hidden: true } }]);
  return outcome?.ok === true && outcome.meanHidden !== null;
}

async function canSample(predictor: Predictor, { context }: ScoreRequest): Promise<boolean> {
  try {
    for await (const event of predictor.sample([{ context, maxTokens: 1, seed: 0 }])) {
      if (event.kind === "refused") throw event.error;
    }
    return true;
  } catch (error) {
    if (isPremiseError(error) && error.code === "predictor/unsupported") return false;
    throw error instanceof Error ? error : new PremiseError("internal", { problem: String(error) });
  }
}
