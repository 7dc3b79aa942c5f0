import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileTexts } from "../../premises/hostile-texts.ts";
import { findPremise, listPremises } from "../../premises/library.ts";
import { isBlank } from "../../premises/neutralise.ts";
import { renderPremise } from "../../premises/render.ts";
import type { Premise } from "../../premises/schema.ts";
import { type DocumentPart, dropPart, isDroppable, splitDocument } from "./parts.ts";

const slots = { question: "Why is it dark?" };
const plain = findPremise("plain-continuation");
const withLayout = (open: string): Premise => ({ ...plain, form: { ...plain.form, open } });
const split = (premise: Premise, question = slots.question) => splitDocument(premise, renderPremise(premise, { question }, "open"));

const linesOf = (parts: readonly DocumentPart[]) => parts.flatMap(({ text }) => text.split("\n"));

describe("splitDocument", () => {
  it("tells the lines of the head, the worked items, the question and what follows it apart", () => {
    expect(split(findPremise("expert-panel")).map(({ id, text }) => [id, text.slice(0, 20)])).toEqual([
      ["head-1", "MINUTES OF THE SCIEN"],
      ["head-2", "Geneva, 14 March 201"],
      ["head-3", "An answer is recorde"],
      ["paragraph-1", "Question: Why does t"],
      ["paragraph-2", "Question: A compass "],
      ["question", "Question: Why is it "],
    ]);
    expect(split(findPremise("professors-letter")).map(({ id }) => id)).toEqual(["head-1", "paragraph-1", "question", "ending-1"]);
    expect(split(plain).map(({ id, text }) => [id, text])).toEqual([["question", "Question: Why is it dark?\nAnswer:"]]);
    expect(split(withLayout("\nOne.\nTwo.\nQ: {{ question\n\n}}\nSay:\n\nNow:")).map(({ id, text }) => [id, text])).toEqual([["head-1", "\nOne."], ["head-2", "Two."], ["question", "Q: Why is it dark?\nSay:"], ["ending-1", "Now:"]]);
  });

  it("loses nothing, whatever the question holds", () => {
    expect(listPremises().length).toBeGreaterThan(10);
    fc.assert(fc.property(fc.constantFrom(...listPremises()), fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ minLength: 1 })).filter((text) => !isBlank(text) && text.length < 1500), (premise, question) => {
      const { text, spans } = renderPremise(premise, { question }, "open");
      const parts = split(premise, question);
      expect(parts.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
      for (const part of parts) expect(text.slice(part.start, part.end).startsWith(part.text)).toBe(true);
      const [asked] = parts.filter(({ kind }) => kind === "question");
      expect(asked !== undefined && asked.start <= (spans[0]?.start ?? -1) && asked.end >= (spans[0]?.end ?? Infinity)).toBe(true);
    }));
  });
});

describe("dropPart", () => {
  it("leaves the rest of the document as it is", () => {
    const letter = findPremise("case-notes");
    const open = (index: number): string => renderPremise(dropPart(letter, index), slots, "open").text;
    const whole = renderPremise(letter, slots, "open").text;
    const [first = "", second = ""] = whole.split("\n");
    expect(open(0)).toBe(whole.replace(`${first}\n`, ""));
    expect(open(1)).toBe(whole.replace(`\n${second}`, ""));
    expect(open(2)).toBe(whole.replace(/Question: Patient[^]*?\n\n/, ""));
  });

  it("of every part before the question, in every premise, gives a document that still asks", () => {
    let count = 0;
    for (const premise of listPremises()) {
      for (const [i, part] of split(premise).entries()) {
        if (!isDroppable(part)) continue;
        count++;
        const kept = split(dropPart(premise, i));
        expect(linesOf(kept)).toEqual(linesOf(split(premise).filter((_, k) => k !== i)));
        expect(kept.map(({ kind }) => kind)).toContain("question");
      }
    }
    expect(count).toBeGreaterThan(30);
  });
});
