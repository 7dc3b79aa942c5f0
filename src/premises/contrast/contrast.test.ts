import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPremiseError } from "../../errors/premise-error.ts";
import { hostileTexts } from "../hostile-texts.ts";
import { findPremise, listPremises } from "../library.ts";
import { isBlank } from "../neutralise.ts";
import { renderPremise } from "../render.ts";
import type { Premise } from "../schema.ts";
import { vetPremise } from "../vet.ts";
import { contrastKinds, deriveContrasts, findContrast, renderContrast } from "./contrast.ts";
import { placeNote } from "./place-note.ts";

const [premise] = listPremises();
const panel = findPremise("expert-panel");

describe("contrasts", () => {
  it("are two wordings of each of six kinds, for three questions", () => {
    const all = deriveContrasts(panel);
    expect(all).toHaveLength(12);
    expect(new Set(all.map(({ note }) => note)).size).toBe(12);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(contrastKinds));
    expect(deriveContrasts(panel, { question: "authorIsAi", use: "measure" }).map(({ id }) => id)).toEqual(["stated-ai/measure", "imitating-ai/measure", "ai-service/measure", "found-generated/measure"]);
    expect(deriveContrasts(panel, { question: "aiInWorld" }).map(({ id }) => id)).toEqual(["capable-ai/measure", "capable-ai/audit"]);
  });

  it("name the premise's own author and medium, and leave no place open", () => {
    const notes = listPremises().flatMap((each) => deriveContrasts(each).map(({ note }) => note));
    expect(notes.length).toBe(12 * listPremises().length);
    for (const note of notes) expect(note).not.toMatch(/[{}\n]/);
    expect(findContrast(panel, "imitating-ai/measure").note).toContain("imitate a secretary of the panel");
    expect(findContrast(panel, "ai-service/measure").note).toContain("this typed minutes, printed and filed");
    expect(() => findContrast(panel, "none/measure")).toThrow(/no contrast/);
  });

  it("change one thing: what was put in taken out, the document is the premise's, in every premise and form", () => {
    for (const each of listPremises()) {
      for (const form of ["open", "listed"] as const) {
        if (each.form[form] === null) continue;
        for (const contrast of deriveContrasts(each)) {
          const slots = { question: `Why? ${contrast.note}`, choices: ["a", "b"] };
          const { text, inserted } = renderContrast(each, contrast, slots, form);
          expect(text.slice(inserted.start, inserted.end)).toBe(`${contrast.note}\n\n`);
          expect(text.slice(0, inserted.start) + text.slice(inserted.end)).toBe(renderPremise(each, slots, form).text);
        }
      }
    }
  });

  it("are no premises: a document that says what they say is refused", () => {
    for (const contrast of deriveContrasts(panel, { question: "authorIsAi" })) {
      const asked: Premise = { ...panel, form: { ...panel.form, open: placeNote(panel.form.open, contrast.note) } };
      let thrown: unknown;
      try {
        vetPremise(asked);
      } catch (error) {
        thrown = error;
      }
      expect([contrast.id, isPremiseError(thrown) && thrown.code]).toEqual([contrast.id, "premise/predicts-ai"]);
    }
  });

  it("can't be forged or moved by a slot's text", () => {
    const contrast = findContrast(panel, "stated-ai/measure");
    fc.assert(fc.property(fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ minLength: 1 })).filter((text) => !isBlank(text) && text.length < 1500), (question) => {
      const { text, inserted } = renderContrast(panel, contrast, { question }, "open");
      expect(text.slice(0, inserted.start) + text.slice(inserted.end)).toBe(renderPremise(panel, { question }, "open").text);
    }));
  });

  it("need the form that they are asked for", () => {
    expect(() => renderContrast(findPremise("student-essay"), findContrast(premise as Premise, "told/measure"), { question: "Why?", choices: ["a", "b"] }, "listed")).toThrow(/no form with listed choices/);
  });
});

describe("placeNote", () => {
  it.each([
    ["one", "N\n\none"],
    ["one\n\ntwo\nthree", "one\n\nN\n\ntwo\nthree"],
    ["one\n\ntwo\n\nthree\n", "one\n\ntwo\n\nN\n\nthree"],
  ])("stands before the last paragraph of %j", (layout, expected) => expect(placeNote(layout, "N")).toBe(expected));
});
