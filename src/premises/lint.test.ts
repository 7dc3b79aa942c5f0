import { describe, expect, it } from "vitest";
import { findPremise, listPremises } from "./library.ts";
import { lintPremise } from "./lint.ts";
import { parsePremise } from "./parse.ts";
import type { Premise } from "./schema.ts";
import { createStarter } from "./starter.ts";
import { shippedTimeline } from "./timeline-file.ts";
import type { Timeline } from "./timeline.ts";

const panel = findPremise("expert-panel");
const codes = (premise: Premise, today = "2026-01-01"): string[] => [...new Set(lintPremise(premise, today).map(({ code }) => code))];
const withForm = (form: Partial<Premise["form"]>): Premise => ({ ...panel, form: { ...panel.form, ...form } });
const withWorld = (world: Partial<Premise["world"]>): Premise => ({ ...panel, world: { ...panel.world, ...world } });

describe("lintPremise", () => {
  it("finds nothing in the starter", () => expect(lintPremise(parsePremise(createStarter("mine"), "x"), "2026-01-01")).toEqual([]));

  it("finds nothing in the library but the missing date of the plain continuation", () => {
    expect(listPremises().length).toBeGreaterThanOrEqual(10);
    for (const premise of listPremises()) expect([premise.id, ...codes(premise)]).toEqual(premise.id === "plain-continuation" ? [premise.id, "lint/no-date"] : [premise.id]);
  });

  it.each([
    ["lint/no-date", withWorld({ date: null })],
    ["lint/future-date", withWorld({ date: "2030-01-01" })],
    ["lint/late-date", withWorld({ date: "2024-01-01" })],
    ["lint/early-ai", withWorld({ date: "2023-10-01" })],
    ["lint/early-ai", withWorld({ date: "2031-01-01" })],
    ["lint/early-ai", { ...panel, policy: { ...panel.policy, maxEarlyAi: 0.001 } }],
    ["lint/date-not-shown", withWorld({ date: "2010-01-01" })],
    ["lint/capable-ai", withWorld({ ai: "capable" })],
    ["lint/instruction", withForm({ open: "2011. You are an expert.\nQuestion: {{question}}\nSay:" })],
    ["lint/instruction", withForm({ open: "2011. Please answer the question.\n{{question}}\nSay:" })],
    ["lint/ends-in-space", withForm({ open: "2011\nQuestion: {{question}}\nSay: " })],
    ["lint/no-stop", withForm({ stop: [] })],
    ["lint/worked-item", withForm({ open: "2011\nAnswer:it\n\nQuestion: {{question}}\nAnswer:" })],
    ["lint/worked-letter", withForm({ listed: "2011\nAnswer: K\n\nQuestion: {{question}}\n{{choices}}\nAnswer:" })],
    ["lint/mentions-ai", { ...panel, authors: [{ role: "AI researcher", expertise: "logic", skill: "expert" as const }] }],
    ["lint/too-skilled", { ...panel, authors: [{ role: "polymath", expertise: "every field", skill: "leading" as const }] }],
    ["lint/instruction", withForm({ answer: { before: "\nHuman: ", after: "\n" } })],
    ["lint/too-skilled", withForm({ voice: "flaw\u00ADless" })],
    ["lint/people-differ", { ...panel, resources: { ...panel.resources, people: 2 } }],
  ])("warns with %s", (code, premise) => {
    expect(codes(premise)).toContain(code);
    expect(lintPremise(premise, "2026-01-01").find((finding) => finding.code === code)?.severity).toBe("warning");
  });

  it("says how likely an early AI is, and tells what the gate will refuse from what comes near it", () => {
    const messages = (date: string, timeline?: Timeline): string[] => lintPremise(withWorld({ date }), "2026-01-01", timeline).filter(({ code }) => code === "lint/early-ai").map(({ message }) => message);
    expect(messages("2023-10-01")).toEqual(["By 2024-10-01 an AI could shape the text with probability 0.027 (timeline shipped-2026); the gate refuses above 0.05."]);
    expect(messages("2031-01-01")[0]).toMatch(/^The gate will refuse this: .* Give the premise a date of 2024-04-04 or earlier\.$/);
    expect(messages("2022-06-01")).toEqual([]);
    const never = { ...shippedTimeline(), points: shippedTimeline().points.map((point) => ({ ...point, probability: 0 })) };
    expect(messages("2031-01-01", never)).toEqual([]);
  });

  it("lists every fault as an error, first", () => {
    const premise: Premise = { ...panel, resources: { ...panel.resources, tools: ["ChatGPT"], duration: "P9Y" }, form: { ...panel.form, stop: [] } };
    expect(lintPremise(premise).map(({ severity, code, path }) => [severity, code, path])).toEqual([
      ["error", "premise/predicts-ai", "resources.tools[0]"],
      ["error", "premise/beyond-max-human", "resources.duration"],
      ["warning", "lint/no-stop", "form.stop"],
    ]);
  });

  it("survives a circle", () => expect(codes({ ...panel, process: { ref: "a" }, processes: { a: { ref: "a" } } })).toContain("premise/cycle"));
});
