import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { createReasonRecord, measured } from "../../../test/doubles/reason-record.ts";
import { makeCalibrations } from "../../../test/credence/made-up-calibration.ts";
import { askQuestion } from "../../ask/ask.ts";
import { createWorldPredictor } from "../../predictor/world/world-predictor.ts";
import { findPremise } from "../../premises/library.ts";
import { createFixedClock } from "../../random/clock.ts";
import { reason } from "../../reason/reason.ts";
import { defaultRequest } from "../../reason/request.ts";
import { createMemoryRunStore } from "../../runs/memory/store.ts";
import type { RunRecord } from "../../runs/run.ts";
import { createRecord, identifyStep } from "../../runs/step.ts";
import { createSteps } from "../../runs/steps.ts";
import { exampleSetting, exampleStep } from "../../testing/run-store-conformance.ts";
import { renderRunPage } from "./run-page.ts";

type PageElement = { readonly textContent: string; readonly tagName: string; readonly getAttribute: (name: string) => string | null; readonly querySelectorAll: (selector: string) => Iterable<PageElement> };

const open = (record: RunRecord): PageElement => parseHTML(renderRunPage(record)).document as unknown as PageElement;
const texts = (page: PageElement, selector: string): string[] => [...page.querySelectorAll(selector)].map(({ textContent }) => textContent.trim());

async function ask(more: { readonly choices?: readonly string[] } = {}): Promise<RunRecord> {
  const store = createMemoryRunStore(exampleSetting());
  const recorder = await store.start({ kind: "ask", title: "Why does the bread rise?" });
  const sampling = more.choices === undefined ? { samples: 3, maxTokens: 4 } : {};
  await askQuestion({ question: "Why does the bread rise?", premise: findPremise("expert-panel"), predictor: createWorldPredictor(), recorder, clock: createFixedClock(new Date(0)), ...sampling, ...more });
  return await store.read(recorder.header.id);
}

describe("the page of a run of thoughts", () => {
  const page = open(createReasonRecord());

  it("says what it was about, and that a machine wrote it", () => {
    expect(texts(page, "h1")).toEqual(["Why does bread rise?"]);
    expect(texts(page, ".disclosure")[0]).toContain("written by example-model");
    expect(texts(page, "dd")).toEqual([expect.stringMatching(/^notes, version 1 +abab/), expect.stringContaining("sha256-of-weights"), "resample", expect.stringContaining("done")]);
    expect(texts(page, "details pre")[0]).toContain("Notebook of a baker, 1931.");
    expect(texts(page, "section[aria-labelledby=answer] .predicted")).toEqual(["Because yeast in the dough gives off gas."]);
  });

  it("draws both credences with their limits, and surprisal, and tells the figures in words", () => {
    const [author, world, surprisal] = texts(page, "svg desc");
    expect(author).toBe("limit 10.0\u00a0%; thought 1: not measured; thought 2: 62.0\u00a0%, refused; thought 2, draft 2: 3.0\u00a0%; thought 3: 2.0\u00a0%; thought 3, draft 2: 0.8\u00a0%");
    expect(world).toContain("limit 20.0\u00a0%");
    expect(world).toContain("thought 3: not measured");
    expect(surprisal).toContain("thought 2: 1.25, refused");
  });

  it("says in words what could not be measured, and never a number for it", () => {
    const section = texts(page, "section[aria-labelledby=credence]")[0] ?? "";
    expect(section).toContain("thought 1: cannot measure. Too few tokens to tell an author by");
    expect(section).toContain("thought 3: cannot measure. There is no calibration for this model");
    expect(texts(page, "section[aria-labelledby=credence] tbody tr")[0]).toMatch(/^thought 1cannot measure \(too few tokens\)–/);
  });

  it("shows what the gate decided, and every text: written, refused, put in", () => {
    expect(texts(page, "section[aria-labelledby=gate] tbody tr")[2]).toMatch(/^thought 2refused; it went on another wayA credence is above its limit\. gate\/refused10\.0/);
    expect(texts(page, ".step.refused .predicted")).toEqual([expect.stringContaining("As a language model I have no oven.")]);
    expect(texts(page, ".inserted")).toEqual([expect.stringContaining("Found: Yeast: a fungus"), expect.stringContaining("The same baker, the next morning")]);
    expect(texts(page, ".predicted .mark")).toEqual(["1.", "2.", "2.", "3.", "3."]);
    for (const element of page.querySelectorAll(".inserted")) expect(element.getAttribute("ai-disclosure")).toBeNull();
    for (const element of page.querySelectorAll(".predicted")) expect(element.getAttribute("ai-disclosure")).toBe("ai-autonomous");
    expect(texts(page, "section[aria-labelledby=cost] tbody tr").at(-2)).toMatch(/^of which refused drafts40/);
  });
});

it("shows what reasoning records: each draft with its mark, its surprisal and its fate", async () => {
  const store = createMemoryRunStore(exampleSetting());
  const recorder = await store.start({ kind: "reason", title: "Why does the bread rise?" });
  const predictor = createWorldPredictor();
  const request = { ...defaultRequest, question: "Why does the bread rise?", steps: 3, ends: "at-steps" as const, maxCredence: 0.5 };
  await reason(request, { predictor, premise: findPremise("working-notes"), calibrations: makeCalibrations(predictor.info), clock: createFixedClock(new Date(0)) }, createSteps(recorder));
  await recorder.finish("done");
  const record = await store.read(recorder.header.id);
  const written = record.steps.filter(({ kind }) => kind === "thought" || kind === "answer");
  const page = open(record);
  expect(written.length).toBeGreaterThan(3);
  const shown = texts(page, ".step .predicted");
  expect(shown).toHaveLength(written.length);
  for (const [i, { output }] of written.entries()) expect(shown[i]).toContain((output as { text: string }).text.trim().slice(0, 10));
  expect(texts(page, ".step h3").filter((title) => /nats a token/.test(title))).toHaveLength(written.length);
  expect(texts(page, "dd")).toEqual([expect.stringMatching(/^working-notes, version 1/), expect.stringContaining("world:four-authors"), "resample", expect.any(String)]);
  expect(texts(page, "svg desc")[0]).toContain("limit 50.0");
});

it("weighs a credence as the gate does, from no lower a prior than its least", () => {
  const credence = { ...measured(0.01), prior: 0.001 } as ReturnType<typeof measured>;
  const step = identifyStep(exampleStep({ kind: "thought", input: { step: 0, try: 0 }, output: { text: "a", tokens: [1], kept: true }, credences: { authorIsAi: credence, aiInWorld: credence } }), null);
  const page = open(createRecord(createReasonRecord().header, [step], "done"));
  expect(texts(page, "svg desc")[0]).toBe("no limit; thought 1: 52.9\u00a0%");
  expect(texts(page, "tbody tr")[0]).toContain("1.0\u00a0% (0.5\u00a0% to 1.5\u00a0%), prior 0.1\u00a0%");
});

describe("the page of a question", () => {
  it("has its samples and answers, and says what was not measured", async () => {
    const record = await ask();
    const page = open(record);
    const { answers } = record.steps.at(-1)!.output as { answers: { text: string }[] };
    expect(texts(page, "section[aria-labelledby=answer] .predicted")).toEqual([answers[0]?.text]);
    expect(texts(page, ".step h3").filter((title) => title.startsWith("sample"))).toHaveLength(3);
    expect(texts(page, "section[aria-labelledby=gate] tbody tr")).toHaveLength(2);
    expect(texts(page, ".disclosure")[0]).toContain("world:four-authors");
    expect(texts(page, "section[aria-labelledby=credence] li strong")).toEqual(["cannot measure", "cannot measure"]);
    expect(texts(page, "svg desc")).toEqual([expect.stringMatching(/^sample 1: .*; sample 2: .*; sample 3: /)]);
  });

  it("with choices has their probabilities", async () => {
    const page = open(await ask({ choices: ["the yeast", "the moon"] }));
    expect(texts(page, "section[aria-labelledby=steps] tbody tr").join(" ")).toMatch(/\d+\.\d\u00a0%the (yeast|moon)/);
  });
});

it("shows runs that came to nothing", () => {
  const { header, steps } = createReasonRecord();
  const none = (record: RunRecord): string => texts(open(record), "main > .note")[0] ?? "";
  expect(none(createRecord(header, [], "interrupted"))).toBe("There is no answer: the run did not come to its end.");
  expect(none(createRecord(header, steps.slice(0, 4), "done"))).toBe("There is no answer: the gate stood against it.");
  expect(none(createRecord(header, [identifyStep(exampleStep({ kind: "to-come", output: 3 }), null)], "done"))).toContain("without one");
});

it("runs nothing and loads nothing, whatever the texts are", () => {
  const hostile = `<script>alert(1)</script><img src="https://x.example/a.png" onerror='x'></div>"'&amp;\u202e\u0000`;
  const html = renderRunPage(createReasonRecord({ text: (text) => `${hostile}${text}`, title: hostile }));
  const page = parseHTML(html).document as unknown as PageElement;
  const tags = new Set([...page.querySelectorAll("*")].map(({ tagName }) => tagName.toLowerCase()));
  for (const tag of ["script", "img", "link", "iframe", "object", "base", "form"]) expect(tags).not.toContain(tag);
  for (const element of page.querySelectorAll("*")) {
    for (const name of ["onerror", "onload", "src", "href", "srcdoc"]) expect(element.getAttribute(name)).toBeNull();
  }
  for (const sign of ["\u202e", "\u0000"]) expect(html).not.toContain(sign);
  expect(html).toContain("default-src 'none'");
  expect(html.match(/https?:[^"<\s]*/g)?.filter((url) => !url.startsWith("https://x.example") && url !== "http://www.w3.org/2000/svg") ?? []).toEqual([]);
  expect(texts(page, "h1")[0]).toContain("<script>alert(1)</script>");
});
