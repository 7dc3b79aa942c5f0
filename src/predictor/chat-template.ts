/** @module A model's own chat template, rendered so that what people wrote can never become a control token. */
import { Template } from "@huggingface/jinja";
import { PremiseError } from "../errors/premise-error.ts";
import type { Predictor, PromptPart } from "./predictor.ts";

export type ChatMessage = { readonly role: "system" | "user" | "assistant"; readonly content: string };

export type ChatSetting = {
  /** Texts of the model's begin and end tokens, for templates that write them. */
  readonly bosText: string;
  readonly eosText: string;
  /** Whether the assistant's turn is opened at the end. */
  readonly addGenerationPrompt: boolean;
};

/** White space that templates don't write, but cut off where they trim a message. */
const pad = "\u2003";

/**
 * The template's own text as parts with `control: true`, messages' contents as parts with `control: false`.
 * Contents never reach the template: it sees place-holders, so contents can't forge its structure, and logic that looks into a content does not run.
 * Where the template trims contents they are trimmed. A template that writes the begin token does it here: score with `bos: false`.
 * @throws PremiseError `predictor/chat-template-failed` when the template fails, or drops or changes a message.
 */
export function renderChat(template: string, messages: readonly ChatMessage[], setting: ChatSetting): PromptPart[] {
  const marker = createMarker([template, setting.bosText, setting.eosText]);
  const shown = messages.map(({ role, content }, i) => ({ role, content: content.trim() === "" ? "" : `${pad}${marker}${i}${marker}${pad}` }));
  const text = render(template, shown, setting);
  const pieces = text.split(new RegExp(`(${pad}?)${marker}(\\d+)${marker}(${pad}?)`, "u"));
  const parts: PromptPart[] = [{ text: pieces[0] ?? "", control: true }];
  const seen = new Set<number>();
  for (let at = 1; at < pieces.length; at += 4) {
    const [left = "", index = "", right = "", after = ""] = pieces.slice(at, at + 4);
    seen.add(Number(index));
    parts.push({ text: trim(messages[Number(index)]?.content ?? "", left === "", right === ""), control: false }, { text: after, control: true });
  }
  requireAll(shown, seen, parts, marker);
  return parts.filter((part) => part.text !== "");
}

/** `bos`: whether BOS belongs before it, as the model expects it and the template does not write it. */
export type ChatPrompt = { readonly parts: PromptPart[]; readonly bos: boolean };

/** Messages in the model's own chat form, the assistant's turn opened. @throws PremiseError `model/no-chat-template`, `predictor/chat-template-failed`. */
export async function renderChatPrompt(predictor: Predictor, messages: readonly ChatMessage[]): Promise<ChatPrompt> {
  const { model, chatTemplate, bos } = predictor.info;
  if (chatTemplate === null) throw new PremiseError("model/no-chat-template", { model });
  const { bosText, eosText } = await specialTexts(predictor);
  const parts = renderChat(chatTemplate, messages, { bosText, eosText, addGenerationPrompt: true });
  // A template that writes the document's first token itself must not get a second one.
  const writesBos = bosText !== "" && parts[0]?.text.startsWith(bosText) === true;
  return { parts, bos: bos.byDefault && bos.token !== null && !writesBos };
}

/** The names of BOS and of the first token that ends a text; empty where there is none. */
export async function specialTexts(predictor: Predictor): Promise<Pick<ChatSetting, "bosText" | "eosText">> {
  const { bos, endOfText } = predictor.info;
  const [bosText = "", eosText = ""] = await predictor.detokenize([bos.token === null ? [] : [bos.token], endOfText.slice(0, 1)]);
  return { bosText, eosText };
}

function render(template: string, messages: readonly ChatMessage[], setting: ChatSetting): string {
  try {
    return new Template(template).render({
      messages: messages.map((message) => ({ ...message })),
      bos_token: setting.bosText,
      eos_token: setting.eosText,
      add_generation_prompt: setting.addGenerationPrompt,
    });
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error), error);
  }
}

/** Private-use characters that the template does not hold, so that only contents' places show them. */
function createMarker(texts: readonly string[]): string {
  let marker = "\uE000";
  while (texts.some((text) => text.includes(marker))) marker += "\uE001";
  return marker;
}

function trim(content: string, left: boolean, right: boolean): string {
  const started = left ? content.trimStart() : content;
  return right ? started.trimEnd() : started;
}

function requireAll(shown: readonly ChatMessage[], seen: ReadonlySet<number>, parts: readonly PromptPart[], marker: string): void {
  const lost = shown.findIndex((message, i) => message.content !== "" && !seen.has(i));
  if (lost !== -1) throw failed(`message ${lost + 1} (${shown[lost]?.role ?? ""}) is missing in what it gives`);
  if (parts.some((part) => part.control && part.text.includes(marker))) throw failed("it changes the content of a message");
}

function failed(problem: string, cause?: unknown): PremiseError {
  return new PremiseError("predictor/chat-template-failed", { problem }, { cause });
}
