/** @module Scores requests in waves of token trees: what they share is evaluated once, many short ones fill one batch. */
import { PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import type { Scored, ScoredToken, ScoreOutcome, ScoreRequest } from "../predictor.ts";
import { requireWanted } from "../sampling.ts";
import type { Breathe, Evaluator, Output } from "./evaluator.ts";
import type { SoftmaxKernel } from "./kernel/softmax.ts";
import { MeanHidden, readToken } from "./read-token.ts";
import { buildTokenTree, commonPrefix, type TokenTree, type TreeSequence } from "./token-tree.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { cutWaves, type Job, reusable, type WaveParts } from "./waves.ts";

export type ScoreParts = WaveParts & {
  readonly evaluator: Evaluator;
  readonly kernel: SoftmaxKernel;
  readonly vocabulary: Vocabulary;
  readonly hiddenSize: number;
};

/** One outcome a request, in order. `onDone` is told how many are finished. */
export async function scoreRequests(parts: ScoreParts, requests: readonly ScoreRequest[], onDone: (done: number) => void, breathe: Breathe): Promise<ScoreOutcome[]> {
  const outcomes: ScoreOutcome[] = [];
  const jobs: Job[] = [];
  requests.forEach((request, index) => {
    try {
      jobs.push(prepare(parts, request, index));
    } catch (error) {
      outcomes[index] = { ok: false, error: toPremiseError(error) };
    }
  });
  let done = requests.length - jobs.length;
  jobs.sort((a, b) => compareTokens(a.evaluated, b.evaluated));
  for (const wave of cutWaves(parts, jobs)) {
    const results = await scoreWave(parts, wave, breathe);
    wave.forEach((job, i) => void (outcomes[job.index] = results[i] as ScoreOutcome));
    done += wave.length;
    onDone(done);
  }
  return outcomes;
}

function prepare(parts: ScoreParts, request: ScoreRequest, index: number): Job {
  const { context, continuation } = request;
  requireWanted(request.want);
  if (continuation.length === 0) throw new PremiseError("predictor/empty-continuation");
  for (const token of [...context, ...continuation]) parts.vocabulary.require(token);
  const needed = context.length + continuation.length;
  if (needed > parts.contextTokens) throw new PremiseError("predictor/context-too-long", { needed, limit: parts.contextTokens });
  const evaluated = [...context, ...continuation].slice(0, -1);
  return { index, request, evaluated, firstOutput: Math.max(0, context.length - 1) };
}

async function scoreWave(parts: ScoreParts, wave: readonly Job[], breathe: Breathe): Promise<ScoreOutcome[]> {
  const { evaluator, kernel } = parts;
  const sequences = wave.map((job): TreeSequence => ({
    tokens: job.evaluated,
    cached: reusable(parts, job),
    outputsFrom: job.firstOutput,
  }));
  const tree = buildTokenTree(sequences);
  const collectors = wave.map((job, i) => new Collector(parts, job, (sequences[i]?.cached ?? 0) + countShared(tree, i)));
  const readers = collectReaders(tree, sequences, collectors);
  const read = (output: Output): void => {
    const waiting = readers.get(output.node) ?? [];
    try {
      kernel.load(output.logits, tree.nodes[output.node]?.position ?? 0);
    } catch (error) {
      for (const collector of waiting) collector.fail(toPremiseError(error));
      return;
    }
    for (const collector of waiting) collector.read(tree.nodes[output.node]?.position ?? 0, () => evaluator.hidden(output.entry));
  };
  try {
    await evaluator.evaluate(tree, sequences, wave.some((job) => job.request.want?.hidden === true), read, breathe);
  } catch (error) {
    evaluator.forget();
    throw error;
  }
  evaluator.keep(wave.length, (wave.at(-1) as Job).evaluated, wave.length);
  return collectors.map((collector) => collector.outcome());
}

/** How many tokens of a sequence were evaluated for one before it. */
function countShared(tree: TokenTree, sequence: number): number {
  const path = tree.paths[sequence] ?? [];
  const own = path.findIndex((node) => tree.nodes[node]?.sequences[0] === sequence + 1);
  return own < 0 ? path.length : own;
}

/** Which requests wait for the output of each node. */
function collectReaders(tree: TokenTree, sequences: readonly TreeSequence[], collectors: readonly Collector[]): Map<number, Collector[]> {
  const readers = new Map<number, Collector[]>();
  tree.paths.forEach((path, i) => {
    const sequence = sequences[i] as TreeSequence;
    path.forEach((node, offset) => {
      if (sequence.cached + offset < sequence.outputsFrom) return;
      const waiting = readers.get(node);
      if (waiting === undefined) readers.set(node, [collectors[i] as Collector]);
      else waiting.push(collectors[i] as Collector);
    });
  });
  return readers;
}

/** Gathers one request's tokens as their outputs arrive. */
class Collector {
  readonly #parts: ScoreParts;
  readonly #job: Job;
  readonly #cached: number;
  readonly #tokens: ScoredToken[] = [];
  readonly #hidden: MeanHidden | null;
  #failure: PremiseError | null = null;

  constructor(parts: ScoreParts, job: Job, cached: number) {
    this.#parts = parts;
    this.#job = job;
    this.#cached = cached;
    this.#hidden = job.request.want?.hidden === true ? new MeanHidden(parts.hiddenSize) : null;
  }

  /** The kernel holds the distribution after `position`. */
  read(position: number, hidden: () => Float32Array): void {
    const { context, continuation, want } = this.#job.request;
    const place = position + 1 - context.length;
    this.#tokens[place] = readToken(this.#parts.kernel, this.#parts.vocabulary, continuation[place] as number, want ?? {});
    this.#hidden?.add(hidden());
  }

  fail(error: PremiseError): void {
    this.#failure = error;
  }

  outcome(): ScoreOutcome {
    if (this.#failure !== null) return { ok: false, error: this.#failure };
    const { context, continuation } = this.#job.request;
    const first = continuation[0] as number;
    // Nothing came before it, so nothing predicted it.
    if (context.length === 0) this.#tokens[0] = { token: first, text: this.#parts.vocabulary.text(first), logprob: null, statistics: null, top: null };
    const scored: Scored = {
      ok: true,
      tokens: this.#tokens,
      logprob: this.#tokens.reduce((sum, token) => sum + (token.logprob ?? 0), 0),
      meanHidden: this.#hidden?.value() ?? null,
      promptTokens: context.length,
      cachedTokens: Math.min(this.#cached, context.length),
    };
    return scored;
  }
}

function compareTokens(a: readonly number[], b: readonly number[]): number {
  const shared = commonPrefix(a, b);
  return (a[shared] ?? -1) - (b[shared] ?? -1);
}
