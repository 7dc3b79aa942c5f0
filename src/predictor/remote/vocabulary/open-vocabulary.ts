/** @module Finds out what a server's token ids mean: its tokenizer, what begins and ends a document, how many ids there are. */
import { isPremiseError, PremiseError } from "../../../errors/premise-error.ts";
import type { BosPolicy } from "../../predictor.ts";
import type { RemoteDialect, ToldFacts } from "../options.ts";
import type { Client } from "../transport/client.ts";
import type { WireFacts } from "../wire/facts.ts";
import { completionsPath } from "../wire/scores.ts";
import { findTokenizer, type WireTokenizer } from "../wire/tokenizer.ts";
import { TextVocabulary } from "./text-vocabulary.ts";
import { TokenizerVocabulary } from "./tokenizer-vocabulary.ts";
import type { RemoteVocabulary } from "./vocabulary.ts";

export type VocabularySetting = { readonly client: Client; readonly id: string; readonly name: string; readonly dialect: RemoteDialect; readonly told: ToldFacts; readonly facts: WireFacts };

/** @throws PremiseError `config/invalid` when the number of tokens is neither told nor found; `remote/...`. */
export async function openVocabulary(setting: VocabularySetting): Promise<RemoteVocabulary> {
  const { client, id, name, dialect, told, facts } = setting;
  const tokenizer = dialect === "chat" ? null : await findTokenizer(client, id);
  if (tokenizer === null) return new TextVocabulary(name, { chat: dialect === "chat" || !(await takesCompletions(client, id)) });
  // By default it interrupts a request for the next one (its setting interrupt_requests).
  if (tokenizer.form === "llama-cpp-python") client.takeTurns();
  const bos = await findBos(tokenizer, told, facts);
  const endOfText = told.endOfText ?? (await findControl(tokenizer, facts.eosText));
  const size = told.vocabularySize ?? facts.vocabularySize ?? (await findSize(client, id));
  if (size === null) throw new PremiseError("config/invalid", { source: `remote ${client.place.remote}`, problem: "the server does not tell how many tokens it knows; set vocabularySize" });
  const readsControls = await readsControlNames(tokenizer, [...(bos.token === null ? [] : [bos.token]), ...endOfText]);
  return new TokenizerVocabulary({ model: name, tokenizer, size, bos, endOfText, chatTemplate: facts.chatTemplate, readsControls });
}

/** What comes before "a" when asked for what begins a document. */
async function findBos(tokenizer: WireTokenizer, told: ToldFacts, facts: WireFacts): Promise<BosPolicy> {
  const [bare, full] = [await tokenizer.tokenize("a", { control: false, special: false }), await tokenizer.tokenize("a", { control: false, special: true })];
  const added = full.length > bare.length && full[0] !== bare[0] ? (full[0] ?? null) : null;
  const [named] = await findControl(tokenizer, facts.bosText);
  const token = told.bos === undefined ? (added ?? named ?? null) : told.bos;
  return { token, byDefault: token !== null && added === token };
}

async function findControl(tokenizer: WireTokenizer, name: string | null): Promise<number[]> {
  if (name === null || name === "") return [];
  const ids = await tokenizer.tokenize(name, { control: true, special: false });
  return ids.length === 1 ? ids : [];
}

async function readsControlNames(tokenizer: WireTokenizer, controls: readonly number[]): Promise<boolean> {
  if (controls.length === 0) return tokenizer.form !== "llama.cpp";
  for (const id of controls) {
    const ids = await tokenizer.tokenize(await tokenizer.detokenize([id]), { control: false, special: false });
    if (ids.includes(id)) return true;
  }
  return false;
}

/** Whether plain completions are offered; a server that has chats alone does not know the address. */
async function takesCompletions(client: Client, model: string): Promise<boolean> {
  return await isTaken(client, { model, prompt: "a", max_tokens: 1 });
}

/** One more than the largest id that is taken as a prompt, by halving; null for a server that takes any or none. */
async function findSize(client: Client, model: string): Promise<number | null> {
  const isKnown = (id: number): Promise<boolean> => isTaken(client, { model, prompt: [id], max_tokens: 1 });
  let [known, unknown] = [0, 2 ** 22];
  if (!(await isKnown(known)) || (await isKnown(unknown))) return null;
  while (unknown - known > 1) {
    const middle = Math.floor((known + unknown) / 2);
    if (await isKnown(middle)) known = middle;
    else unknown = middle;
  }
  return unknown;
}

async function isTaken(client: Client, body: Readonly<Record<string, unknown>>): Promise<boolean> {
  try {
    await client.ask({ method: "POST", path: completionsPath, body });
    return true;
  } catch (error) {
    if (isPremiseError(error) && error.code === "remote/refused") return false;
    throw error;
  }
}
