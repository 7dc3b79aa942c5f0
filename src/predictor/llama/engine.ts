/** @module One loaded model with its cache, on the thread that owns it: takes calls, and works them off batch by batch. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Prompt } from "../predictor.ts";
import { loadLlama, type NativeAdapter, type NativeContext, NativeModel } from "./bindings.ts";
import { PrefixTree } from "./cache/prefix-tree.ts";
import { GuardedMemory } from "./cache/sequence-memory.ts";
import { RowReader } from "./kernel/row-reader.ts";
import { llamaRelease, locateLibrary } from "./library.ts";
import type { ModelFacts, OpenOptions } from "./messages.ts";
import type { Call } from "./schedule/call.ts";
import type { Lane, LaneState } from "./schedule/lane.ts";
import { largestBatch, mostInBatch, smallestBatch } from "./schedule/cuts.ts";
import { Scheduler } from "./schedule/scheduler.ts";
import { SerialLane } from "./schedule/serial-lane.ts";
import type { TaskParts } from "./schedule/task.ts";
import { Vocabulary } from "./vocabulary.ts";

const batchTokens = 256;
/** Sequences of the cache: those of branches, as many guards behind them, and those that last one batch. */
const branches = 96;
const spareSequences = 64;
const maxSequences = 2 * branches + spareSequences;
/** Cells beside those of a text of full length: for short tasks beside a long one, and for tokens that are read again. */
const shortCells = 192;
const spareCells = 64;
/** Bytes of logits that one batch may leave: a row is 1 MB at a vocabulary of 262,144. Each is held twice. */
const outputBytes = 64 * 2 ** 20;
/** Cache length unless asked for: longer costs memory for every token. */
const defaultContextTokens = 4096;

/** The shape of batches for a vocabulary: as many outputs as the memory for logits allows. */
export function chooseBatch(vocabularySize: number): { batchTokens: number; maxOutputs: number; maxSequences: number } {
  return { batchTokens, maxSequences, maxOutputs: Math.min(batchTokens, Math.max(16, Math.floor(outputBytes / (4 * vocabularySize)))) };
}

export class Engine implements Disposable {
  readonly facts: ModelFacts;
  readonly parts: TaskParts;
  readonly #options: OpenOptions;
  readonly #model: NativeModel;
  /** Everything native, freed in the reverse order of its making. */
  readonly #owned: DisposableStack;
  readonly #adapters: readonly { readonly adapter: NativeAdapter; readonly scale: number }[];
  readonly #vocabulary: Vocabulary;
  readonly #reader: RowReader;
  readonly #context: NativeContext | null;
  readonly #fast: Lane | null;
  readonly #serial: SerialLane;

  /** @throws PremiseError `model/unreadable`, `model/invalid-adapter`, `predictor/unsupported`, `engine/failed`, `engine/layout-mismatch`, `engine/unsupported-platform`. */
  constructor(options: OpenOptions) {
    using owned = new DisposableStack();
    const model = owned.use(new NativeModel(loadLlama(locateLibrary()), options.path));
    if (!model.isCausalTransformer) throw new PremiseError("model/unreadable", { path: options.path, problem: "it is not a causal language model with a KV cache" });
    this.#options = options;
    this.#model = model;
    this.#adapters = options.adapters.map(({ file, scale }) => ({ adapter: owned.use(model.loadAdapter(file)), scale }));
    this.#vocabulary = new Vocabulary(model);
    this.#reader = owned.use(new RowReader(model.vocabularySize, options.threads));
    this.facts = describe(model, this.#vocabulary, options);
    this.parts = { ...this.facts, vocabulary: this.#vocabulary, endOfText: new Set(this.facts.endOfText) };
    this.#context = options.deterministic ? null : owned.use(this.#openContext(this.facts.contextTokens + shortCells + spareCells, batchTokens, []));
    this.#fast = this.#context === null ? null : this.#createScheduler(this.#context);
    this.#serial = owned.use(new SerialLane({ reader: this.#reader, vocabularySize: model.vocabularySize, openContext: (layers) => this.#openContext(this.facts.contextTokens, mostInBatch, layers) }));
    this.#owned = owned.move();
  }

  tokenize(prompts: readonly Prompt[]): number[][] {
    return prompts.map((prompt) => this.#vocabulary.tokenize(prompt));
  }

  detokenize(sequences: readonly (readonly number[])[]): string[] {
    return sequences.map((tokens) => this.#vocabulary.detokenize(tokens));
  }

  /** What asks for layers' states goes where one text is evaluated at a time. */
  submit(call: Call, wantsLayers: boolean): void {
    const lane = this.#fast === null || wantsLayers ? this.#serial : this.#fast;
    lane.calls.add(call);
  }

  cancel(id: number, reason: PremiseError): void {
    for (const lane of this.#lanes()) lane.calls.cancel(id, reason);
  }

  pause(id: number, paused: boolean): void {
    for (const lane of this.#lanes()) lane.calls.pause(id, paused);
  }

  /** Evaluates a batch a lane. @returns false when nothing is left to do, or nothing before a user acts. */
  step(): boolean {
    return this.#lanes().map((lane) => lane.step()).includes(true);
  }

  get state(): LaneState {
    const states = this.#lanes().map((lane) => lane.state);
    const sum = (key: keyof LaneState): number => states.reduce((total, state) => total + state[key], 0);
    return { calls: sum("calls"), active: sum("active"), sequences: sum("sequences"), cells: sum("cells") };
  }

  #lanes(): Lane[] {
    return this.#fast === null ? [this.#serial] : [this.#fast, this.#serial];
  }

  #openContext(cells: number, tokens: number, layers: readonly number[]): NativeContext {
    const { maxOutputs } = chooseBatch(this.#model.vocabularySize);
    const context = this.#model.createContext({ contextTokens: cells, batchTokens: tokens, maxOutputs: tokens === mostInBatch ? tokens : maxOutputs, maxSequences, threads: this.#options.threads, flashAttention: this.#options.flashAttention, layers });
    context.setAdapters(this.#adapters);
    return context;
  }

  #createScheduler(context: NativeContext): Scheduler {
    const memory = new GuardedMemory(context.sequences, branches, this.#model.window, batchTokens);
    const cells = this.facts.contextTokens + shortCells;
    const { maxOutputs } = chooseBatch(this.#model.vocabularySize);
    return new Scheduler({
      context,
      memory: context.sequences,
      tree: new PrefixTree(memory, { sequences: branches, cells }),
      reader: this.#reader,
      limits: { batchTokens, maxOutputs, breakEven: countBreakEven(this.#model, cells), tasks: branches, samples: Math.min(64, maxOutputs - 8), shortCells, spare: { first: 2 * branches, count: spareSequences, cells: spareCells } },
    });
  }

  [Symbol.dispose](): void {
    this.#owned.dispose();
  }
}

/**
 * A token kept in the cache slows every other token by its part of attention, 4 operations a layer and query value; evaluating it again takes
 * 2 a weight, one table of embeddings aside. Attention over a 32-bit cache was measured at half the speed of the weights. An estimate: a
 * mixture of experts uses only some of its weights.
 */
function countBreakEven(model: NativeModel, cells: number): number {
  const weights = model.weights - model.vocabularySize * model.hiddenSize;
  return Math.min(cells, Math.round((2 * weights) / (4 * model.layerCount * model.attentionSize) / 2));
}

function describe(model: NativeModel, vocabulary: Vocabulary, options: OpenOptions): ModelFacts {
  const contextTokens = options.contextTokens ?? Math.min(options.usualContextTokens ?? defaultContextTokens, model.trainedContext);
  if (contextTokens > model.trainedContext) {
    throw new PremiseError("predictor/unsupported", { model: options.path, problem: `it was made for ${model.trainedContext} tokens of context, not for ${contextTokens}; ask for fewer (contextTokens)` });
  }
  return {
    contextTokens,
    vocabularySize: model.vocabularySize,
    hiddenSize: model.hiddenSize,
    layerCount: model.layerCount,
    bos: { token: model.bos < 0 ? null : model.bos, byDefault: model.addsBos },
    endOfText: vocabulary.endOfText(),
    chatTemplate: model.chatTemplate,
    description: model.description,
    engine: [`llama.cpp ${llamaRelease}`, ...(options.flashAttention ? ["flash attention"] : []), ...(options.deterministic ? [`repeatable with ${options.threads} threads, ${smallestBatch} to ${largestBatch} tokens a batch`] : [])].join(", "),
  };
}
