/** @module Draws a batch of texts and scores each after every context: the one place where contrasts are sampled. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { CallOptions, Predictor, SampleEnd, Sampling } from "../../predictor/predictor.ts";
import { findContrast, renderContrast } from "../../premises/contrast/contrast.ts";
import { renderPremise, textToContinue } from "../../premises/render.ts";
import { toContextsTokens } from "../../score/context.ts";
import { readTexts } from "../channels/reading.ts";
import type { DrawJob } from "./plan.ts";
import { humanContext, type TableRow } from "./row.ts";

type Drawn = { readonly tokens: readonly number[]; readonly end: SampleEnd["reason"] };
type Contexts = ReadonlyMap<string, readonly number[]>;

/**
 * One row a job, in order. Texts run past the premise's own stop texts, to `maxTokens` or the model's end: as if the document went on.
 * @throws PremiseError the first refusal of the predictor.
 */
export async function drawBatch(predictor: Predictor, jobs: readonly DrawJob[], sampling: Sampling, options?: CallOptions): Promise<TableRow[]> {
  const contexts = await Promise.all(jobs.map((job) => contextsOf(predictor, job)));
  const drawn = await drawTexts(predictor, jobs, contexts, sampling, options);
  const requests = jobs.flatMap((job, i) => job.contexts.filter((id) => id !== humanContext).map((id) => ({ job: i, id })));
  const scored = await predictor.score(requests.map(({ job, id }) => ({ context: require(contexts[job], id), continuation: drawn[job]?.tokens ?? [] })), options);
  const readings = await readTexts(predictor, jobs.map((_, i) => ({ context: require(contexts[i], humanContext), text: drawn[i]?.tokens ?? [] })), options);
  return jobs.map((job, i) => {
    const reading = readings[i];
    if (reading === undefined) throw new PremiseError("internal", { problem: "a text was not read" });
    const logprobs: Record<string, number[]> = { [humanContext]: [...reading.logprob] };
    requests.forEach(({ job: owner, id }, r) => {
      const outcome = scored[r];
      if (owner !== i || outcome === undefined) return;
      if (!outcome.ok) throw outcome.error;
      logprobs[id] = outcome.tokens.map((token) => token.logprob ?? NaN);
    });
    const { key, question } = job;
    const { tokens, end } = drawn[i] as Drawn;
    const statistics = { entropy: [...reading.entropy], variance: [...reading.variance], rank: [...reading.rank] };
    return { key, premise: job.premise.id, question, drawn: job.drawn, end, tokens: [...tokens], logprobs, ...statistics, hidden: reading.hidden };
  });
}

async function contextsOf(predictor: Predictor, { premise, question, contexts }: DrawJob): Promise<Contexts> {
  const own = renderPremise(premise, { question }, "open");
  const texts = contexts.map((id) => textToContinue(id === humanContext ? own : renderContrast(premise, findContrast(premise, id), { question }, "open")));
  const tokens = await toContextsTokens(predictor, texts);
  return new Map(contexts.map((id, i) => [id, tokens[i] ?? []]));
}

async function drawTexts(predictor: Predictor, jobs: readonly DrawJob[], contexts: readonly Contexts[], sampling: Sampling, options?: CallOptions): Promise<Drawn[]> {
  const tokens: number[][] = jobs.map(() => []);
  const ends: SampleEnd["reason"][] = [];
  const requests = jobs.map(({ drawn, seed, maxTokens }, i) => ({ ...sampling, context: require(contexts[i], drawn), seed, maxTokens }));
  for await (const event of predictor.sample(requests, options)) {
    if (event.kind === "refused") throw event.error;
    if (event.kind === "token") tokens[event.request]?.push(event.token.token);
    else ends[event.request] = event.end.reason;
  }
  return tokens.map((all, i) => ({ tokens: all, end: ends[i] ?? "length" }));
}

function require(contexts: Contexts | undefined, id: string): readonly number[] {
  const found = contexts?.get(id);
  if (found === undefined) throw new PremiseError("internal", { problem: `no context "${id}" was rendered` });
  return found;
}
