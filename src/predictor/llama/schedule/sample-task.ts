/** @module One sample while it grows. */
import { PremiseError } from "../../../errors/premise-error.ts";
import { createRandom, deriveSeed, type Random } from "../../../random/seeded.ts";
import type { SampleEnd, SampleEvent, SampleRequest, Sampling, Wanted } from "../../predictor.ts";
import { requireSampling } from "../../sampling.ts";
import { createStopTextFinder, type StopTextFinder } from "../../stop-text.ts";
import type { Ask, Reading } from "../kernel/read-row.ts";
import { MeanStates } from "./mean-states.ts";
import type { HiddenStates, Task, TaskParts } from "./task.ts";

/** A request that was checked; its samples are made one by one as there is room for them. */
export type CheckedSampleRequest = { readonly index: number; readonly request: SampleRequest; readonly sampling: Required<Sampling> };

/** Where a sample's events go; a failure ends its whole call. */
export type SampleReport = { readonly emit: (event: SampleEvent) => void; readonly abandon: (error: PremiseError) => void };

/** @throws PremiseError `predictor/nothing-before`, `predictor/invalid-token`, `predictor/context-too-long`, `predictor/invalid-sampling`. */
export function checkSampleRequest(parts: TaskParts, request: SampleRequest, index: number): CheckedSampleRequest {
  const sampling = requireSampling(request, parts.layerCount);
  if (request.context.length === 0) throw new PremiseError("predictor/nothing-before");
  for (const token of request.context) parts.vocabulary.require(token);
  const needed = request.context.length + request.maxTokens;
  if (needed > parts.contextTokens) throw new PremiseError("predictor/context-too-long", { needed, limit: parts.contextTokens });
  return { index, request, sampling };
}

export class SampleTask implements Task {
  readonly tokens: readonly number[];
  readonly text: readonly number[];
  readonly promptTokens: number;
  readonly outputsFrom: number;
  readonly growth: number;
  readonly want: Wanted;
  readonly #parts: TaskParts;
  readonly #checked: CheckedSampleRequest;
  readonly #sample: number;
  readonly #report: SampleReport;
  readonly #random: Random;
  readonly #finder: StopTextFinder;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #states: MeanStates;
  #count = 0;
  #reason: SampleEnd["reason"] | null = null;

  constructor(parts: TaskParts, checked: CheckedSampleRequest, sample: number, report: SampleReport) {
    const { request } = checked;
    this.#parts = parts;
    this.#checked = checked;
    this.#sample = sample;
    this.#report = report;
    this.tokens = this.text = request.context;
    this.promptTokens = request.context.length;
    this.outputsFrom = request.context.length - 1;
    this.growth = request.maxTokens - 1;
    this.want = request.want ?? {};
    this.#random = createRandom(deriveSeed(request.seed, sample));
    this.#finder = createStopTextFinder(request.stop ?? []);
    this.#states = new MeanStates(parts.hiddenSize, this.want);
  }

  ask(): Ask {
    return { draw: this.#checked.sampling, uniform: this.#random.uniform(), want: this.want };
  }

  take(_position: number, reading: Reading, hidden: HiddenStates): number | null {
    const { token, logprob, statistics, top, sampledLogprob } = reading;
    this.#states.add(hidden);
    this.#count++;
    this.#report.emit({
      kind: "token",
      request: this.#checked.index,
      sample: this.#sample,
      token: { token, text: this.#parts.vocabulary.text(token), logprob, statistics, top, sampledLogprob },
    });
    this.#reason = this.#endReason(token);
    return this.#reason === null ? token : null;
  }

  finish(evaluated: number): void {
    if (this.#reason === null) throw new PremiseError("internal", { problem: "a sample was finished before its end" });
    if (this.#reason !== "stop") this.#finder.push(this.#decoder.decode());
    const { context } = this.#checked.request;
    const end: SampleEnd = {
      reason: this.#reason,
      text: this.#finder.text,
      ...this.#states.values(),
      promptTokens: context.length,
      cachedTokens: Math.max(0, context.length - evaluated),
      generatedTokens: this.#count,
    };
    this.#report.emit({ kind: "end", request: this.#checked.index, sample: this.#sample, end });
  }

  fail(error: PremiseError): void {
    this.#report.abandon(error);
  }

  #endReason(token: number): SampleEnd["reason"] | null {
    if (this.#parts.endOfText.has(token)) return "end-of-text";
    if (this.#finder.push(this.#decoder.decode(this.#parts.vocabulary.bytes(token), { stream: true }))) return "stop";
    return this.#count >= this.#checked.request.maxTokens ? "length" : null;
  }
}
