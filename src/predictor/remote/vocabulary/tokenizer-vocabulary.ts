/** @module Token ids of the server's own tokenizer, with what it told kept, and plain text kept plain. */
import { PremiseError } from "../../../errors/premise-error.ts";
import type { BosPolicy } from "../../predictor.ts";
import type { WireTokenizer } from "../wire/tokenizer.ts";
import { joinParts, type RemoteVocabulary } from "./vocabulary.ts";

export type TokenizerSetting = {
  readonly model: string;
  readonly tokenizer: WireTokenizer;
  readonly size: number;
  readonly bos: BosPolicy;
  readonly endOfText: readonly number[];
  readonly chatTemplate: string | null;
  /** Whether the tokenizer reads names of control tokens in plain text as these. */
  readonly readsControls: boolean;
};

/** Texts that some tokenizer may read as a control token. */
const suspicious = /<[^<>\s]{1,60}>|\[\/?[A-Z_]{2,30}\]/g;
const mostKept = 100_000;

export class TokenizerVocabulary implements RemoteVocabulary {
  readonly ids = "server";
  readonly size: number;
  readonly bos: BosPolicy;
  readonly endOfText: readonly number[];
  readonly chatTemplate: string | null;
  readonly #setting: TokenizerSetting;
  readonly #controls: Set<number>;
  readonly #texts = new Map<number, Promise<string>>();
  readonly #ids = new Map<string, Promise<number | null>>();

  constructor(setting: TokenizerSetting) {
    this.#setting = setting;
    ({ size: this.size, bos: this.bos, endOfText: this.endOfText, chatTemplate: this.chatTemplate } = setting);
    this.#controls = new Set([...(setting.bos.token === null ? [] : [setting.bos.token]), ...setting.endOfText]);
  }

  async tokenize(prompt: Parameters<RemoteVocabulary["tokenize"]>[0], signal?: AbortSignal): Promise<number[]> {
    const pieces: number[][] = [];
    for (const { text, control } of joinParts(prompt)) {
      const ids = await this.#setting.tokenizer.tokenize(text, { control, special: false }, signal);
      if (!control) await this.#requirePlain(text, ids, signal);
      pieces.push(ids);
    }
    return pieces.flat();
  }

  async detokenize(ids: readonly number[], signal?: AbortSignal): Promise<string> {
    const { size } = this;
    for (const token of ids) if (!Number.isInteger(token) || token < 0 || token >= size) throw new PremiseError("predictor/invalid-token", { token, size });
    if (ids.length === 0) return "";
    const [token] = ids;
    if (ids.length > 1 || token === undefined) return await this.#setting.tokenizer.detokenize(ids, signal);
    return await keep(this.#texts, token, () => this.#setting.tokenizer.detokenize(ids, signal));
  }

  idOf(text: string, signal?: AbortSignal): Promise<number | null> {
    return keep(this.#ids, text, async () => {
      const ids = await this.#setting.tokenizer.tokenize(text, { control: true, special: false }, signal);
      const [id] = ids;
      if (ids.length !== 1 || id === undefined || text.includes("\uFFFD")) return null;
      return (await this.detokenize([id], signal)) === text ? id : null;
    });
  }

  async toText(ids: readonly number[], signal?: AbortSignal): Promise<string> {
    const { tokenizer, model } = this.#setting;
    for (const rest of ids[0] === this.bos.token ? [ids.slice(1), ids] : [ids]) {
      const text = await this.detokenize(rest, signal);
      const read = await tokenizer.tokenize(text, { control: true, special: true }, signal);
      if (read.length === ids.length && read.every((id, i) => id === ids[i])) return text;
    }
    throw new PremiseError("predictor/unsupported", { model, problem: "it takes text alone, and would read the text of these tokens as others" });
  }

  toMessages(): never {
    throw new PremiseError("predictor/unsupported", { model: this.#setting.model, problem: "its ids are no chat" });
  }

  /** Where the tokenizer can't be told to leave names of control tokens alone, each text that looks like one is tried by itself. */
  async #requirePlain(text: string, ids: readonly number[], signal?: AbortSignal): Promise<void> {
    const refuse = (token: number, name: string): never => {
      throw new PremiseError("predictor/control-token", { token, text: name });
    };
    const found = ids.find((id) => this.#controls.has(id));
    if (found !== undefined) refuse(found, await this.detokenize([found], signal));
    if (!this.#setting.readsControls) return;
    for (const [name] of text.matchAll(suspicious)) {
      const [id, ...rest] = await this.#setting.tokenizer.tokenize(name, { control: false, special: false }, signal);
      if (id !== undefined && rest.length === 0 && ids.includes(id)) refuse(id, name);
    }
  }
}

/** What was found before, or what `find` finds; failures are not kept. */
function keep<K, V>(kept: Map<K, Promise<V>>, key: K, find: () => Promise<V>): Promise<V> {
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= mostKept) kept.clear();
  const found = find();
  kept.set(key, found);
  found.catch(() => kept.delete(key));
  return found;
}
