/** @module LoRA adapters: whether a GGUF file is one, and fits a model. llama.cpp ends the process over some files that do not. */
import { isPremiseError, PremiseError } from "../errors/premise-error.ts";
import { type Gguf, type GgufTensor, readGguf } from "./gguf.ts";

export type AdapterFacts = {
  /** Highest rank of its pairs. */
  readonly rank: number;
  /** null when the file names none: then a scale is applied as it is, else times alpha / rank. */
  readonly alpha: number | null;
  /** Names of the weights that it changes, sorted. */
  readonly weights: readonly string[];
};

type Complain = (problem: string) => never;
type Pair = { a?: GgufTensor; b?: GgufTensor };

/** Weights whose products llama.cpp adds adapters to; it would load one for any other weight, and leave it out. */
const adaptable = /^(?:blk\.\d+\.(?:attn_(?:q|k|v|qkv|output)|ffn_(?:gate|up|down)(?:_exps)?)|output|token_embd)\.weight$/;
/** `ggml_type` of F32, F16, Q8_0, BF16. */
const pairTypes: ReadonlySet<number> = new Set([0, 1, 8, 30]);
const float32Metadata = 6;
const invocationTokens = "adapter.alora.invocation_tokens";

/**
 * Reads the adapter at `path` and checks it against the header of the model that it is for.
 * @throws PremiseError `model/invalid-adapter`.
 * Source: convert_lora_to_gguf.py and llama-adapter.cpp of llama.cpp.
 */
export function readAdapter(path: string, model: Gguf): AdapterFacts {
  const complain: Complain = (problem) => {
    throw new PremiseError("model/invalid-adapter", { path, problem });
  };
  const adapter = readHeader(path, complain);
  const alpha = checkKind(adapter, model, complain);
  const pairs = collectPairs(adapter, complain);
  if (pairs.size === 0) complain("it changes no weight");
  const ranks = Array.from(pairs, ([name, pair]) => checkPair(name, pair, model, complain));
  return { rank: Math.max(...ranks), alpha, weights: [...pairs.keys()].sort() };
}

function readHeader(path: string, complain: Complain): Gguf {
  try {
    return readGguf(path);
  } catch (error) {
    if (isPremiseError(error) && error.code === "model/unreadable") complain(String(error.details["problem"]));
    throw error;
  }
}

/** Its alpha. */
function checkKind({ metadata, metadataTypes, architecture }: Gguf, model: Gguf, complain: Complain): number | null {
  const [type, kind, alpha] = ["general.type", "adapter.type", "adapter.lora.alpha"].map((key) => metadata.get(key));
  if (type !== "adapter") complain("its general.type is not adapter: it is a model, or something else");
  if (kind !== "lora") complain("it is not a LoRA adapter (adapter.type)");
  if (architecture !== model.architecture) complain(`it is for the architecture ${architecture}, the model's is ${model.architecture}`);
  if (metadata.has(invocationTokens)) complain("it takes effect only after certain tokens (aLoRA), which is not supported");
  if (alpha === undefined) return null;
  if (metadataTypes.get("adapter.lora.alpha") !== float32Metadata || !Number.isFinite(alpha)) complain("its adapter.lora.alpha is no 32-bit float");
  return alpha === 0 ? null : Number(alpha);
}

function collectPairs(adapter: Gguf, complain: Complain): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const [name, tensor] of adapter.tensors) {
    const [, weight = complain(`its tensor ${name} is half of no pair; only lora_a and lora_b are supported`), half] = /^(.+)\.lora_([ab])$/.exec(name) ?? [];
    if (!adaptable.test(weight)) complain(`it changes ${weight}, to which llama.cpp does not apply adapters`);
    const pair = pairs.get(weight) ?? {};
    pair[half === "a" ? "a" : "b"] = tensor;
    pairs.set(weight, pair);
  }
  return pairs;
}

/** The pair's rank. */
function checkPair(name: string, { a, b }: Pair, model: Gguf, complain: Complain): number {
  const weight = model.tensors.get(name) ?? complain(`it changes ${name}, which the model does not have`);
  if (a === undefined || b === undefined) return complain(`${name} has lora_a or lora_b only`);
  if (![a, b].every(({ type }) => pairTypes.has(type))) complain(`the pair of ${name} is of a type other than F32, F16, BF16 and Q8_0`);
  const isEmbedding = name === "token_embd.weight";
  if (isEmbedding && !model.tensors.has("output.weight")) complain("it changes token_embd.weight, which the model uses for its outputs too; llama.cpp cannot do that");
  const [columns, rows, ...rest] = pad(weight.shape);
  const rank = pad(isEmbedding ? b.shape : a.shape)[isEmbedding ? 0 : 1] ?? 0;
  // For the embedding, A is not transposed: its rows are looked up by token.
  const expected = isEmbedding ? [[rank, rows, ...rest], [rank, columns, ...rest]] : [[columns, rank, ...rest], [rank, rows, ...rest]];
  const found = [a, b].map(({ shape }) => pad(shape));
  if (rank < 1 || String(found) !== String(expected)) complain(`the pair of ${name} is ${a.shape.join("x")} and ${b.shape.join("x")}, which does not fit ${weight.shape.join("x")}`);
  return rank;
}

function pad(shape: readonly number[]): readonly number[] {
  return Array.from({ length: 4 }, (_, i) => shape[i] ?? 1);
}
