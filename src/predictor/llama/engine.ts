/** @module One loaded model with its cache: tokenises, scores and samples, on the thread that owns it. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Prompt, SampleEvent, SampleRequest, ScoreOutcome, ScoreRequest } from "../predictor.ts";
import { loadLlama, type NativeContext, NativeModel } from "./bindings.ts";
import { type Breathe, Evaluator } from "./evaluator.ts";
import { SoftmaxKernel } from "./kernel/softmax.ts";
import { llamaRelease, locateLibrary } from "./library.ts";
import type { ModelFacts, OpenOptions } from "./messages.ts";
import { sampleRequests } from "./sample.ts";
import { scoreRequests } from "./score.ts";
import { Vocabulary } from "./vocabulary.ts";

const batchTokens = 256;
const maxSequences = 64;
/** Bytes of logits that one batch may leave: a row is 1 MB at a vocabulary of 262,144. */
const outputBytes = 128 * 2 ** 20;
/** Cache length unless asked for: longer costs memory for every token. */
const defaultContextTokens = 4096;

/** The shape of batches for a vocabulary: as many outputs as the memory for logits allows, but one for every sequence. */
export function chooseBatch(vocabularySize: number): { batchTokens: number; maxOutputs: number; maxSequences: number } {
  const maxOutputs = Math.min(batchTokens, Math.max(maxSequences, Math.floor(outputBytes / (4 * vocabularySize))));
  return { batchTokens, maxOutputs, maxSequences };
}

export class Engine implements Disposable {
  readonly facts: ModelFacts;
  readonly #model: NativeModel;
  readonly #context: NativeContext;
  readonly #evaluator: Evaluator;
  readonly #kernel: SoftmaxKernel;
  readonly #vocabulary: Vocabulary;

  /** @throws PremiseError `model/unreadable`, `predictor/unsupported`, `engine/failed`, `engine/layout-mismatch`, `engine/unsupported-platform`. */
  constructor(options: OpenOptions) {
    const model = new NativeModel(loadLlama(locateLibrary()), options.path);
    if (!model.isCausalTransformer) throw new PremiseError("model/unreadable", { path: options.path, problem: "it is not a causal language model with a KV cache" });
    const contextTokens = options.contextTokens ?? Math.min(defaultContextTokens, model.trainedContext);
    if (contextTokens > model.trainedContext) {
      throw new PremiseError("predictor/unsupported", { model: options.path, problem: `it was made for ${model.trainedContext} tokens of context, not for ${contextTokens}; ask for fewer (contextTokens)` });
    }
    this.#model = model;
    this.#context = model.createContext({ contextTokens, threads: options.threads, ...chooseBatch(model.vocabularySize) });
    this.#vocabulary = new Vocabulary(model);
    this.#evaluator = new Evaluator(this.#context, model.vocabularySize);
    this.#kernel = new SoftmaxKernel(model.vocabularySize);
    this.facts = {
      contextTokens,
      vocabularySize: model.vocabularySize,
      hiddenSize: model.hiddenSize,
      bos: { token: model.bos < 0 ? null : model.bos, byDefault: model.addsBos },
      endOfText: this.#vocabulary.endOfText(),
      chatTemplate: model.chatTemplate,
      description: model.description,
      engine: `llama.cpp ${llamaRelease}`,
    };
  }

  tokenize(prompts: readonly Prompt[]): number[][] {
    return prompts.map((prompt) => this.#vocabulary.tokenize(prompt));
  }

  detokenize(sequences: readonly (readonly number[])[]): string[] {
    return sequences.map((tokens) => this.#vocabulary.detokenize(tokens));
  }

  score(requests: readonly ScoreRequest[], onDone: (done: number) => void, breathe: Breathe): Promise<ScoreOutcome[]> {
    return scoreRequests({ ...this.#parts(), waveTokens: batchTokens }, requests, onDone, breathe);
  }

  sample(requests: readonly SampleRequest[], emit: (event: SampleEvent) => void, breathe: Breathe): Promise<void> {
    return sampleRequests({ ...this.#parts(), endOfText: new Set(this.facts.endOfText) }, requests, emit, breathe);
  }

  #parts() {
    const { contextTokens, hiddenSize } = this.facts;
    return { evaluator: this.#evaluator, kernel: this.#kernel, vocabulary: this.#vocabulary, hiddenSize, contextTokens };
  }

  [Symbol.dispose](): void {
    this.#context[Symbol.dispose]();
    this.#model[Symbol.dispose]();
  }
}
