/** @module Tokenizer endpoints in the forms that we know: vLLM's (and ours), llama.cpp's, llama-cpp-python's. */
import { z } from "zod";
import { isPremiseError } from "../../../errors/premise-error.ts";
import type { Client } from "../transport/client.ts";
import { parseAnswer } from "./parse.ts";

export interface WireTokenizer {
  readonly form: "vllm" | "llama.cpp" | "llama-cpp-python";
  /** Ids of the text; `control`: names of control tokens in it become these, where the server lets one choose; `special`: with what begins and ends a document. */
  tokenize(text: string, setting: { readonly control: boolean; readonly special: boolean }, signal?: AbortSignal): Promise<number[]>;
  detokenize(ids: readonly number[], signal?: AbortSignal): Promise<string>;
}

const idsSchema = z.object({ tokens: z.array(z.int().nonnegative()) });

/** The server's tokenizer, found by asking; null when it has none that we know. */
export async function findTokenizer(client: Client, model: string): Promise<WireTokenizer | null> {
  for (const candidate of [vllm(client, model), llamaCpp(client), llamaCppPython(client, model)]) {
    if (await answers(candidate)) return candidate;
  }
  return null;
}

/** A server that ignores a field it does not know answers with no tokens at all, so they are counted. */
async function answers(tokenizer: WireTokenizer): Promise<boolean> {
  try {
    const ids = await tokenizer.tokenize("a", { control: false, special: false });
    return ids.length > 0 && (await tokenizer.detokenize(ids)) === "a";
  } catch (error) {
    if (isPremiseError(error) && (error.code === "remote/refused" || error.code === "remote/invalid-answer")) return false;
    throw error;
  }
}

function vllm(client: Client, model: string): WireTokenizer {
  return {
    form: "vllm",
    tokenize: async (text, { control, special }, signal) => {
      const { tokens } = await post(client, "/tokenize", { model, prompt: text, add_special_tokens: special, parse_special: control }, idsSchema, signal);
      return tokens;
    },
    detokenize: async (ids, signal) => (await post(client, "/detokenize", { model, tokens: ids }, z.object({ prompt: z.string() }), signal)).prompt,
  };
}

function llamaCpp(client: Client): WireTokenizer {
  return {
    form: "llama.cpp",
    tokenize: async (text, { control, special }, signal) => {
      const { tokens } = await post(client, "/tokenize", { content: text, add_special: special, parse_special: control }, idsSchema, signal);
      return tokens;
    },
    detokenize: async (ids, signal) => (await post(client, "/detokenize", { tokens: ids }, z.object({ content: z.string() }), signal)).content,
  };
}

/** Its tokenizer always adds what begins a document, which is taken off again. */
function llamaCppPython(client: Client, model: string): WireTokenizer {
  const ask = async (input: string, signal?: AbortSignal): Promise<number[]> => (await post(client, "/extras/tokenize", { model, input }, idsSchema, signal)).tokens;
  let beginning: Promise<number[]> | null = null;
  return {
    form: "llama-cpp-python",
    tokenize: async (text, { special }, signal) => {
      beginning ??= ask("").catch((error: unknown) => {
        beginning = null;
        throw error;
      });
      const before = await beginning;
      const ids = await ask(text, signal);
      return special || !before.every((id, i) => ids[i] === id) ? ids : ids.slice(before.length);
    },
    detokenize: (ids, signal) => readWhole(ids, async (some) => (await post(client, "/extras/detokenize", { model, tokens: some }, z.object({ text: z.string() }), signal)).text),
  };
}

/** It fails on tokens that end within a character: what stands before those is read, and U+FFFD put for them. */
async function readWhole(ids: readonly number[], read: (ids: readonly number[]) => Promise<string>): Promise<string> {
  try {
    return await read(ids);
  } catch (error) {
    const isCut = isPremiseError(error) && error.code === "remote/refused" && error.details["status"] === 500 && String(error.details["problem"]).includes("decode");
    if (!isCut) throw error;
    return ids.length === 1 ? "\uFFFD" : `${await readWhole(ids.slice(0, -1), read)}\uFFFD`.replace(/\uFFFD+$/, "\uFFFD");
  }
}

async function post<T extends z.ZodType>(client: Client, path: string, body: unknown, schema: T, signal?: AbortSignal): Promise<z.output<T>> {
  return parseAnswer(schema, await client.ask({ method: "POST", path, body }, signal), client.place, path);
}
