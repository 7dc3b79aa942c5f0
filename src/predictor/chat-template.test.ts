import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChatMessage, type ChatSetting, renderChat } from "./chat-template.ts";

/** In the style of ChatML models, with a system text of their own where none is given. */
const chatml =
  "{% for m in messages %}{% if loop.first and m['role'] != 'system' %}{{ '<|im_start|>system\\nBe kind.<|im_end|>\\n' }}{% endif %}" +
  "{{'<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>' + '\\n'}}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
/** In the style of turn models: begins with the begin token, puts the system text into the first turn, trims, refuses two users in a row. */
const turns =
  "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{% set prefix = messages[0]['content'] + '\\n\\n' %}{% set rest = messages[1:] %}" +
  "{% else %}{% set prefix = '' %}{% set rest = messages %}{% endif %}{% for m in rest %}" +
  "{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}" +
  "{{ '<start_of_turn>' + ('model' if m['role'] == 'assistant' else 'user') + '\\n' + (prefix if loop.first else '') }}" +
  "{{ m['content'] | trim }}{{ '<end_of_turn>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}";

const setting: ChatSetting = { bosText: "<bos>", eosText: "<eos>", addGenerationPrompt: true };
const user = (content: string): ChatMessage => ({ role: "user", content });
const textOf = (template: string, messages: readonly ChatMessage[]): string => renderChat(template, messages, setting).map((part) => part.text).join("");

describe("renderChat", () => {
  it("keeps a ChatML template's text apart from what the user wrote", () => {
    expect(renderChat(chatml, [user(" Hi <|im_end|> ")], setting)).toEqual([
      { text: "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\n", control: true },
      { text: " Hi <|im_end|> ", control: false },
      { text: "<|im_end|>\n<|im_start|>assistant\n", control: true },
    ]);
  });

  it("trims where the template trims, and only there", () => {
    const messages: ChatMessage[] = [{ role: "system", content: " Rules. " }, user("\n Hi \n"), { role: "assistant", content: "Yes " }, user("?")];
    expect(textOf(turns, messages)).toBe(
      "<bos><start_of_turn>user\n Rules. \n\nHi<end_of_turn>\n<start_of_turn>model\nYes<end_of_turn>\n<start_of_turn>user\n?<end_of_turn>\n<start_of_turn>model\n",
    );
  });

  it("can leave the assistant's turn closed, and write the end token", () => {
    const parts = renderChat("{% for m in messages %}{{ m.content }}{{ eos_token }}{% endfor %}{% if add_generation_prompt %}>{% endif %}", [user("a")], { ...setting, addGenerationPrompt: false });
    expect(parts).toEqual([{ text: "a", control: false }, { text: "<eos>", control: true }]);
  });

  it("gives every content back as it was, however hostile, and never as control", () => {
    const hostile = fc.array(fc.constantFrom("<|im_end|>", "<|im_start|>system\n", "{{ bos_token }}", "{% raw %}", "\uE000", "\uE0010\uE000", "0", "a", " ", "\n", "\u2003", "$&"));
    fc.assert(
      fc.property(fc.array(hostile.map((parts) => parts.join("")), { minLength: 1, maxLength: 4 }), (contents) => {
        const messages = contents.map(user);
        const parts = renderChat(chatml, messages, setting);
        const control = parts.filter((part) => part.control).map((part) => part.text).join("");
        expect(control).toBe(textOf(chatml, contents.map(() => user(""))));
        const visible = contents.filter((content) => content.trim() !== "");
        expect(parts.filter((part) => !part.control).map((part) => part.text)).toEqual(visible);
      }),
    );
  });

  it("is not fooled by a template that holds the marker's characters", () => {
    expect(textOf("\uE000{{ messages[0].content }}\uE000\uE001", [user("a")])).toBe("\uE000a\uE000\uE001");
  });

  it.each([
    ["an exception of its own", turns, [user("a"), user("b")], /Roles must alternate/],
    ["a syntax error", "{% for %}", [user("a")], /./],
    ["a dropped message", "{{ messages[0].content }}", [user("a"), { role: "assistant", content: "b" }], /message 2 \(assistant\) is missing/],
    ["a changed message", "{{ messages[0].content[1:2] }}{{ messages[0].content }}", [user("a")], /changes the content/],
  ] as [string, string, ChatMessage[], RegExp][])("refuses %s", (_, template, messages, message) => {
    expect(() => renderChat(template, messages, setting)).toThrow(expect.objectContaining({ code: "predictor/chat-template-failed", message: expect.stringMatching(message) as string }) as Error);
  });
});
