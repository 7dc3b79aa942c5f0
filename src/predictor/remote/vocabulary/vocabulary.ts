/** @module What a remote predictor's token ids mean: the server's own, or ours where the server has no tokenizer. */
import type { BosPolicy, Prompt, PromptPart } from "../../predictor.ts";

/** A message of a chat, as the wire has it. */
export type WireMessage = { readonly role: string; readonly content: string };

export interface RemoteVocabulary {
  /** `server`: the model's own ids, which can be scored. `text`: ids of characters and of sampled pieces of text, for sampling alone. */
  readonly ids: "server" | "text";
  readonly size: number;
  readonly bos: BosPolicy;
  readonly endOfText: readonly number[];
  readonly chatTemplate: string | null;
  /** @throws PremiseError `predictor/control-token`. */
  tokenize(prompt: Prompt, signal?: AbortSignal): Promise<number[]>;
  /** @throws PremiseError `predictor/invalid-token`. */
  detokenize(ids: readonly number[], signal?: AbortSignal): Promise<string>;
  /** The id of the token that reads so; null where that is not certain. */
  idOf(text: string, signal?: AbortSignal): Promise<number | null>;
  /** The text that the server reads as just these ids. @throws PremiseError `predictor/unsupported` when it would read other ids. */
  toText(ids: readonly number[], signal?: AbortSignal): Promise<string>;
  /** The messages that ids of a rendered chat stand for. @throws PremiseError `predictor/unsupported` when they are none. */
  toMessages(ids: readonly number[]): readonly WireMessage[];
}

/** Adjacent parts of one kind as one. */
export function joinParts(prompt: Prompt): PromptPart[] {
  const joined: PromptPart[] = [];
  for (const part of typeof prompt === "string" ? [{ text: prompt, control: false }] : prompt) {
    const last = joined.at(-1);
    if (last?.control === part.control) joined[joined.length - 1] = { text: last.text + part.text, control: part.control };
    else joined.push(part);
  }
  return joined.filter(({ text }) => text !== "");
}
