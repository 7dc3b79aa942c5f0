import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { noCost } from "../protocol/cost.ts";
import { cannotMeasure } from "../protocol/results.ts";
import { renderComparisonReport } from "./comparison-report.ts";
import type { ArmAnswer, Comparison, ComparisonArm } from "./comparison.ts";
import { decimal, percent } from "./format.ts";

const hostile = `<script>alert("x")</script><img src=x onerror='alert(1)'>&amp;\u202e`;

function answer(change: Partial<ArmAnswer> = {}): ArmAnswer {
  const none = cannotMeasure("cannot-measure/no-calibration");
  return {
    question: "q", answers: [{ text: "blue", probability: 0.6172, logprob: -0.5 }, { text: "red", probability: 0.3828, logprob: -1 }],
    credence: { authorIsAi: none, aiInWorld: none }, cost: { ...noCost, promptTokens: 1234, cachedTokens: 234, scoredTokens: 2, calls: 1, seconds: 1.5 },
    disclosure: "Machine-generated: a notice.", premise: { id: "p", hash: "0123456789abcdef" }, model: "m", runId: "run-1", scoring: "letter", seed: 0, sampling: null,
    statistics: { tokens: 1, meanLogprob: -0.5, meanEntropy: 1.25, surprisal: 0.5, answerEntropy: 0.66, letterMass: 0.91 }, prompts: { listed: "the document" }, ...change,
  };
}

function comparison(change: Partial<Comparison> = {}): Comparison {
  const arm = (id: string, kind: ComparisonArm["kind"], model = "m"): ComparisonArm => ({ id, label: id, kind, model, about: `about ${id}` });
  const open = answer({
    answers: [{ text: "because", probability: 0.6, logprob: -2, samples: 3 }, { text: "", probability: 0.4, logprob: -3, samples: 2 }],
    sampling: { temperature: 1, topP: 1, samples: 5, maxTokens: 40 }, scoring: "samples",
  });
  const raw = answer({ cost: { ...noCost, promptTokens: 500, cachedTokens: 2, scoredTokens: 2, calls: 1, seconds: 0.5 }, premise: null });
  return {
    title: "A title", createdAt: "2026-03-01T00:00:00.000Z", version: "0.1.0", seed: 0, command: "premise demo",
    arms: [arm("one", "premise"), arm("bare", "raw"), arm("talk", "chat", "other")],
    questions: [{ id: "sky", text: "Sky?", choices: ["red", "blue"], right: "blue" }, { id: "why", text: "Why?", choices: null, right: null }],
    answers: [[answer(), raw, answer({ model: "other" })], [open, open, open]],
    leftOut: [], ...change,
  };
}

function parse(page: string): PageElement {
  return parseHTML(page).document as unknown as PageElement;
}
type PageElement = { readonly textContent: string; readonly getAttribute: (name: string) => string | null; readonly querySelectorAll: (selector: string) => ArrayLike<PageElement> & Iterable<PageElement> };

describe("renderComparisonReport", () => {
  it("shows the numbers: shares, costs, ratios, right answers, and what was not measured", () => {
    const text = parse(renderComparisonReport(comparison())).querySelectorAll("body")[0]?.textContent ?? "";
    const numbers = ["61.7\u00a0%", "38.3\u00a0%", "2,468", "2.47×", "2.00×", "3.00×", "1 of 1", "91.0\u00a0%", "−0.48", "run-1"];
    expect(numbers.filter((number) => !text.includes(number))).toEqual([]);
    expect(text).toContain("cannot measure (no calibration)");
    expect(text).toContain("Machine-generated:");
    expect(text).toContain("(nothing)");
  });

  it("names right answers, never a verdict on open questions", () => {
    const document = parse(renderComparisonReport(comparison()));
    expect([...document.querySelectorAll("figcaption")].filter((each) => each.textContent.includes("✓ right"))).toHaveLength(3);
    const wrong = comparison({ questions: [{ id: "sky", text: "Sky?", choices: ["red", "blue"], right: "red" }, comparison().questions[1]!] });
    expect(renderComparisonReport(wrong)).not.toContain("✓ right");
  });

  it("shows every text as text", () => {
    const base = comparison();
    const spoilt = answer({ question: hostile, answers: [{ text: hostile, probability: 1, logprob: 0 }, { text: "b", probability: 0, logprob: -9 }], disclosure: hostile, model: hostile, runId: hostile, prompts: { [hostile]: hostile }, premise: { id: hostile, hash: hostile } });
    const page = renderComparisonReport({
      ...base, title: hostile, command: hostile, version: hostile, createdAt: hostile, leftOut: [{ arm: hostile, reason: hostile }],
      arms: base.arms.map((arm) => ({ ...arm, label: `${hostile}${arm.id}`, about: hostile, model: hostile })),
      questions: [{ id: hostile, text: hostile, choices: [hostile, "b"], right: hostile }, { id: "o", text: hostile, choices: null, right: null }],
      answers: [[spoilt, spoilt, spoilt], [spoilt, spoilt, spoilt]],
    });
    expect(/<script|<img|\u202e/.exec(page)?.[0]).toBeUndefined();
    expect(parse(page).querySelectorAll("script, img, [onerror]")).toHaveLength(0);
    expect(parse(page).querySelectorAll("h1")[0]?.textContent).toContain(`<script>alert("x")</script>`);
  });

  it("loads nothing and runs nothing", () => {
    const page = renderComparisonReport(comparison());
    expect(/https?:|\/\/|url\(|@import|<link|<script|\ssrc=|javascript:/.exec(page)?.[0]).toBeUndefined();
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it("is a page with one title, figures with words, tables with headings, and ids that are unique", () => {
    const document = parse(renderComparisonReport(comparison()));
    expect(document.querySelectorAll("h1")).toHaveLength(1);
    const figures = [...document.querySelectorAll("svg")];
    expect(figures.length).toBe(3 + 4);
    for (const svg of figures) {
      expect(svg.getAttribute("role")).toBe("img");
      expect(svg.querySelectorAll("title")[0]?.textContent).not.toBe("");
      expect(svg.querySelectorAll("desc")[0]?.textContent).toMatch(/\d/);
    }
    const tables = [...document.querySelectorAll("table")];
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) expect([table.querySelectorAll("caption").length, table.querySelectorAll("thead th").length > 1]).toEqual([1, true]);
    const ids = [...document.querySelectorAll("[id]")].map((each) => each.getAttribute("id"));
    expect(new Set(ids).size).toBe(ids.length);
    const labels = [...document.querySelectorAll("[aria-labelledby]")].flatMap((each) => (each.getAttribute("aria-labelledby") ?? "").split(" "));
    expect(labels.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("gives the same page for the same comparison, with light and dark colours", () => {
    expect(renderComparisonReport(comparison())).toBe(renderComparisonReport(comparison()));
    expect(renderComparisonReport(comparison())).toContain("prefers-color-scheme: dark");
  });

  it("says so where nothing can be told right, and names arms left out", () => {
    const [, open] = comparison().questions;
    const page = renderComparisonReport(comparison({ questions: [open!], answers: [comparison().answers[1]!], leftOut: [{ arm: "chat form", reason: "no template" }] }));
    expect(page).toContain("no question with a known answer was asked");
    expect(page).toContain("<strong>Left out:</strong> chat form, no template");
  });
});

describe("numbers", () => {
  it("never shows what is possible as nothing, nor a minus zero", () => {
    expect([percent(0), percent(0.0001), percent(0.5), percent(1)]).toEqual(["0.0\u00a0%", "<0.1\u00a0%", "50.0\u00a0%", "100.0\u00a0%"]);
    expect([decimal(-1.5), decimal(-0.001), decimal(2)]).toEqual(["−1.50", "0.00", "2.00"]);
  });
});
