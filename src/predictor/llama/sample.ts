/** @module Draws samples: all samples of a request fork its evaluated context, and each step moves every unfinished one. */
import { PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import { createRandom, deriveSeed, type Random } from "../../random/seeded.ts";
import type { SampledToken, SampleEnd, SampleEvent, SampleRequest, Sampling } from "../predictor.ts";
import { drawTruncated, requireSampling } from "../sampling.ts";
import { createStopTextFinder, type StopTextFinder } from "../stop-text.ts";
import type { Breathe, Evaluator, Output } from "./evaluator.ts";
import type { SoftmaxKernel } from "./kernel/softmax.ts";
import { MeanHidden, readToken } from "./read-token.ts";
import { buildTokenTree, type TreeSequence } from "./token-tree.ts";
import type { Vocabulary } from "./vocabulary.ts";

export type SampleParts = {
  readonly evaluator: Evaluator;
  readonly kernel: SoftmaxKernel;
  readonly vocabulary: Vocabulary;
  readonly hiddenSize: number;
  readonly contextTokens: number;
  readonly endOfText: ReadonlySet<number>;
};

type Emit = (event: SampleEvent) => void;
type Job = { readonly index: number; readonly request: SampleRequest; readonly sampling: Required<Sampling> };

/** Emits the events of every request. The cache is not reused between calls, so that the same seed draws the same text. */
export async function sampleRequests(parts: SampleParts, requests: readonly SampleRequest[], emit: Emit, breathe: Breathe): Promise<void> {
  const jobs: Job[] = [];
  requests.forEach((request, index) => {
    try {
      jobs.push(prepare(parts, request, index));
    } catch (error) {
      emit({ kind: "refused", request: index, error: toPremiseError(error) });
    }
  });
  for (const group of cutGroups(parts, openStreams(parts, jobs, emit))) {
    try {
      await sampleGroup(parts, group, breathe);
    } finally {
      parts.evaluator.forget();
    }
  }
}

/** One by one, as there is room for them: a request may ask for more samples than memory holds. */
function* openStreams(parts: SampleParts, jobs: readonly Job[], emit: Emit): Generator<Stream> {
  for (const job of jobs) {
    for (let sample = 0; sample < (job.request.n ?? 1); sample++) yield new Stream(parts, job, sample, emit);
  }
}

function prepare(parts: SampleParts, request: SampleRequest, index: number): Job {
  const sampling = requireSampling(request);
  if (request.context.length === 0) throw new PremiseError("predictor/nothing-before");
  for (const token of request.context) parts.vocabulary.require(token);
  const needed = request.context.length + request.maxTokens;
  if (needed > parts.contextTokens) throw new PremiseError("predictor/context-too-long", { needed, limit: parts.contextTokens });
  return { index, request, sampling };
}

/** As many streams at once as there are sequences, and room in the cache for all they may grow to. */
function* cutGroups(parts: SampleParts, streams: Iterable<Stream>): Generator<Stream[]> {
  let group: Stream[] = [];
  let room = parts.contextTokens;
  let context: readonly number[] | null = null;
  for (const stream of streams) {
    const { request } = stream.job;
    const needed = request.maxTokens + (request.context === context ? 0 : request.context.length);
    if (group.length > 0 && (group.length >= parts.evaluator.maxSequences || needed > room)) {
      yield group;
      group = [];
      room = parts.contextTokens;
      context = null;
    }
    room -= request.maxTokens + (request.context === context ? 0 : request.context.length);
    context = request.context;
    group.push(stream);
  }
  if (group.length > 0) yield group;
}

async function sampleGroup(parts: SampleParts, group: readonly Stream[], breathe: Breathe): Promise<void> {
  const { evaluator } = parts;
  evaluator.forget();
  const hidden = group.some((stream) => stream.job.request.want?.hidden === true);
  const sequences = group.map(({ job }): TreeSequence => ({ tokens: job.request.context, cached: 0, outputsFrom: job.request.context.length - 1 }));
  const tree = buildTokenTree(sequences);
  const seen = new Set<number>();
  group.forEach((stream, i) => {
    const last = tree.paths[i]?.at(-1) as number;
    stream.cachedTokens = seen.has(last) ? stream.job.request.context.length : 0;
    seen.add(last);
  });
  const waiting = Map.groupBy(group.keys(), (i) => tree.paths[i]?.at(-1) as number);
  await evaluator.evaluate(tree, sequences, hidden, (output) => {
    const streams = waiting.get(output.node)?.map((i) => group[i] as Stream) ?? [];
    drawFor(parts, streams, output);
  }, breathe);
  for (;;) {
    const moving = group.filter((stream) => !stream.ended);
    if (moving.length === 0) return;
    await breathe();
    const next = moving.map((stream) => ({ token: stream.lastToken, position: stream.lastPosition, sequence: group.indexOf(stream) + 1 }));
    evaluator.step(next, hidden, (output) => drawFor(parts, [moving[output.node] as Stream], output));
    for (const stream of moving) if (stream.ended) evaluator.free(group.indexOf(stream) + 1);
  }
}

function drawFor(parts: SampleParts, streams: readonly Stream[], output: Output): void {
  if (streams.length === 0) return;
  parts.kernel.load(output.logits, streams[0]?.lastPosition ?? 0);
  for (const stream of streams) stream.draw(() => parts.evaluator.hidden(output.entry));
}

/** One sample while it grows. */
class Stream {
  readonly job: Job;
  cachedTokens = 0;
  ended = false;
  lastToken = -1;
  readonly #parts: SampleParts;
  readonly #sample: number;
  readonly #emit: Emit;
  readonly #random: Random;
  readonly #finder: StopTextFinder;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #hidden: MeanHidden | null;
  #count = 0;

  constructor(parts: SampleParts, job: Job, sample: number, emit: Emit) {
    this.#parts = parts;
    this.job = job;
    this.#sample = sample;
    this.#emit = emit;
    this.#random = createRandom(deriveSeed(job.request.seed, sample));
    this.#finder = createStopTextFinder(job.request.stop ?? []);
    this.#hidden = job.request.want?.hidden === true ? new MeanHidden(parts.hiddenSize) : null;
  }

  /** Where the last drawn token stands. */
  get lastPosition(): number {
    return this.job.request.context.length + this.#count - 1;
  }

  /** Draws from the distribution that the kernel holds. */
  draw(hidden: () => Float32Array): void {
    const { request, sampling, index } = this.job;
    const drawn = drawFromKernel(this.#parts.kernel, sampling, this.#random.uniform());
    const token: SampledToken = { ...readToken(this.#parts.kernel, this.#parts.vocabulary, drawn.token, request.want ?? {}), sampledLogprob: drawn.sampledLogprob };
    this.#hidden?.add(hidden());
    this.lastToken = drawn.token;
    this.#count++;
    this.#emit({ kind: "token", request: index, sample: this.#sample, token });
    const reason = this.#endReason(drawn.token);
    if (reason !== null) this.#end(reason);
  }

  #endReason(token: number): SampleEnd["reason"] | null {
    if (this.#parts.endOfText.has(token)) return "end-of-text";
    if (this.#finder.push(this.#decoder.decode(this.#parts.vocabulary.bytes(token), { stream: true }))) return "stop";
    return this.#count >= this.job.request.maxTokens ? "length" : null;
  }

  #end(reason: SampleEnd["reason"]): void {
    if (reason !== "stop") this.#finder.push(this.#decoder.decode());
    this.ended = true;
    const end: SampleEnd = {
      reason,
      text: this.#finder.text,
      meanHidden: this.#hidden?.value() ?? null,
      promptTokens: this.job.request.context.length,
      cachedTokens: this.cachedTokens,
      generatedTokens: this.#count,
    };
    this.#emit({ kind: "end", request: this.job.index, sample: this.#sample, end });
  }
}

/** Plain temperature sampling has a fast path; truncation goes through the plain sampler. */
function drawFromKernel(kernel: SoftmaxKernel, sampling: Required<Sampling>, uniform: number): { token: number; sampledLogprob: number } {
  const isPlain = sampling.temperature > 0 && sampling.topK === 0 && sampling.topP >= 1 && sampling.minP <= 0;
  if (isPlain) return kernel.draw(sampling.temperature, uniform);
  if (sampling.temperature === 0) return { token: kernel.argmax(), sampledLogprob: 0 };
  return drawTruncated(kernel.weights(sampling.temperature), sampling, uniform);
}
