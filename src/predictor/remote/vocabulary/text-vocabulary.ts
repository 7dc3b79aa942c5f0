/** @module Ids for servers without a tokenizer: code points, roles of a chat, and each sampled piece of text as it comes. For sampling alone. */
import { PremiseError } from "../../../errors/premise-error.ts";
import type { BosPolicy } from "../../predictor.ts";
import { joinParts, type RemoteVocabulary, type WireMessage } from "./vocabulary.ts";

const roles = ["system", "user", "assistant", "tool"] as const;
const firstRole = 0x110000;
const firstPiece = firstRole + roles.length;
const mark = /<\|premise-role:([a-z]+)\|>/;

/** Renders a chat into its roles and contents; it reaches the server as messages again, whose own template it then gets. */
const messagesTemplate =
  "{% for message in messages %}<|premise-role:{{ message.role }}|>{{ message.content }}{% endfor %}{% if add_generation_prompt %}<|premise-role:assistant|>{% endif %}";

export class TextVocabulary implements RemoteVocabulary {
  readonly ids = "text";
  /** Pieces get the ids behind, so the number of ids is open; JavaScript's whole numbers end it. */
  readonly size = 2 ** 31;
  readonly bos: BosPolicy = { token: null, byDefault: false };
  readonly endOfText: readonly number[] = [];
  readonly chatTemplate: string | null;
  readonly #model: string;
  readonly #pieces: string[] = [];
  readonly #ids = new Map<string, number>();

  /** `chat`: the server answers chats only. */
  constructor(model: string, { chat }: { readonly chat: boolean }) {
    this.#model = model;
    this.chatTemplate = chat ? messagesTemplate : null;
  }

  async tokenize(prompt: Parameters<RemoteVocabulary["tokenize"]>[0]): Promise<number[]> {
    return joinParts(prompt).flatMap(({ text, control }) => (control && this.chatTemplate !== null ? readRoles(text) : readCharacters(text)));
  }

  async detokenize(ids: readonly number[]): Promise<string> {
    return ids.map((token) => this.#textOf(token)).join("");
  }

  async idOf(text: string): Promise<number | null> {
    const [first] = readCharacters(text);
    if (first !== undefined && String.fromCodePoint(first) === text) return first;
    const known = this.#ids.get(text) ?? firstPiece + this.#pieces.push(text) - 1;
    this.#ids.set(text, known);
    return known;
  }

  async toText(ids: readonly number[]): Promise<string> {
    return await this.detokenize(ids);
  }

  toMessages(ids: readonly number[]): readonly WireMessage[] {
    const messages: { role: string; content: string }[] = [];
    for (const id of ids) {
      const role = roles[id - firstRole];
      const last = messages.at(-1);
      if (role !== undefined) messages.push({ role, content: "" });
      else if (last === undefined) throw this.#unsupported("it answers chats and cannot continue a document; use the chat form");
      else last.content += this.#textOf(id);
    }
    const open = messages.pop();
    if (open?.role !== "assistant" || open.content !== "" || messages.length === 0) throw this.#unsupported("it cannot go on within a message; end the chat with the turn that is to come");
    return messages;
  }

  #textOf(token: number): string {
    const role = roles[token - firstRole];
    const text = token < firstRole && Number.isInteger(token) && token >= 0 ? String.fromCodePoint(token) : role === undefined ? this.#pieces[token - firstPiece] : `<|premise-role:${role}|>`;
    if (text === undefined) throw new PremiseError("predictor/invalid-token", { token, size: firstPiece + this.#pieces.length });
    return text;
  }

  #unsupported(problem: string): PremiseError {
    return new PremiseError("predictor/unsupported", { model: this.#model, problem });
  }
}

function readRoles(text: string): number[] {
  return text.split(mark).flatMap((piece, i) => {
    const role = (roles as readonly string[]).indexOf(piece);
    return i % 2 === 1 && role >= 0 ? [firstRole + role] : readCharacters(i % 2 === 1 ? `<|premise-role:${piece}|>` : piece);
  });
}

function readCharacters(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}
