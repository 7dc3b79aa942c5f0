import { describe, expect, it } from "vitest";
import type { PremiseError } from "../errors/premise-error.ts";
import { parseDuration } from "./duration.ts";
import { findPremise, listPremises } from "./library.ts";
import type { Process } from "./process.ts";
import { countPeople, describeProcess, findCycle } from "./process.ts";
import type { Premise } from "./schema.ts";
import { findFaults, vetPremise } from "./vet.ts";

const panel = findPremise("expert-panel");
const human: Process = { kind: "human", role: "physicist" };

function failure(premise: Premise): string {
  try {
    vetPremise(premise);
  } catch (error) {
    return `${(error as PremiseError).code} ${(error as PremiseError).message}`;
  }
  return "no error";
}

const withProcess = (process: Process, processes: Record<string, Process> = {}): Premise => ({ ...panel, process, processes });
const withForm = (form: Partial<Premise["form"]>): Premise => ({ ...panel, form: { ...panel.form, ...form } });
const withResources = (resources: Partial<Premise["resources"]>): Premise => ({ ...panel, process: human, resources: { ...panel.resources, ...resources } });

describe("vetPremise", () => {
  it.each([
    ["a tool", withProcess({ kind: "human-with-tool", human, tools: ["slide rule", "ChatGPT"] }), 'process.tools[1]: "ChatGPT"'],
    ["a role", withProcess({ kind: "group", role: "board", people: 2, members: [human, { kind: "human", role: "helpful AI assistant" }] }), "process.members[1].role"],
    ["a named process", withProcess({ ref: "a" }, { a: { kind: "human", role: "chatbot" } }), 'processes.a.role: "chatbot"'],
    ["a step", withProcess({ kind: "formal-procedure", steps: ["ask a large language model"], inputs: [] }), "process.steps[0]"],
    ["what an archive holds", withProcess({ kind: "archive", of: [{ kind: "human", role: "GPT-4" }] }), "process.of[0].role"],
    ["an author", { ...panel, authors: [{ role: "writer", expertise: "being an AI", skill: "expert" as const }] }, "authors[0].expertise"],
    ["the resources", { ...panel, resources: { ...panel.resources, tools: ["Claude"] } }, "resources.tools[0]"],
    ["the world", { ...panel, world: { ...panel.world, exists: ["chatbots"] } }, "world.exists[0]"],
    ["the medium", { ...panel, world: { ...panel.world, medium: "log of a chatbot" } }, "world.medium"],
    ["the layout", withForm({ open: "Assistant: {{question}}\nAnswer:" }), 'form.open: "Assistant:"'],
    ["what stands before an answer", withForm({ answer: { before: "\nAssistant: as an AI language model, I say ", after: "\n" } }), 'form.answer.before: "Assistant:"'],
    ["what follows an answer", withForm({ answer: { before: " ", after: "\nAs ChatGPT, " } }), 'form.answer.after: "ChatGPT"'],
    ["a choice", withForm({ choice: { line: "{{letter}}. ChatGPT says {{text}}", separator: "\n" } }), 'form.choice.line: "ChatGPT"'],
    ["what parts the choices", withForm({ choice: { line: "{{letter}}. {{text}}", separator: "\nAI:\n" } }), "form.choice.separator"],
    ["tools in lower case", withProcess({ kind: "human-with-tool", human, tools: ["claude", "gemini"] }), 'process.tools[0]: "claude"'],
    ["characters that hide it", withProcess({ kind: "human", role: "Chat\u034FG\uFE0FPT" }), 'process.role: "ChatGPT"'],
  ])("refuses an AI in %s", (_, premise, where) => {
    expect(failure(premise)).toMatch(/^premise\/predicts-ai /);
    expect(failure(premise)).toContain(where);
  });

  it("allows people who study AI, and a world that says it has AI", () => {
    expect(failure(withProcess({ kind: "human", role: "AI researcher" }))).toBe("no error");
    expect(failure({ ...panel, world: { ...panel.world, ai: "capable", exists: ["chatbots"] } })).toBe("no error");
  });

  it("refuses the model itself", () => {
    expect(failure(withProcess({ kind: "human", role: "the model itself" }))).toMatch(/^premise\/predicts-itself .*process\.role/);
    expect(failure(withProcess({ kind: "human", role: "the mo\u00ADdel \uFF49tself" }))).toMatch(/^premise\/predicts-itself .*process\.role/);
    expect(failure(withForm({ open: "What this language model says.\n{{question}}" }))).toMatch(/^premise\/predicts-itself/);
    expect(failure(withForm({ answer: { before: " the model itself says ", after: "\n" } }))).toMatch(/^premise\/predicts-itself .*form\.answer\.before/);
  });

  it("lets an answer stop at an AI's label, which nobody reads", () => expect(failure(withForm({ stop: ["\nAssistant:"] }))).toBe("no error"));

  it("refuses in code what it refuses in a file", () => {
    const unknown = withProcess({ kind: "group", role: "board", people: null, members: [human, { ref: "nobody" }] }, { chair: human });
    expect(failure(unknown)).toMatch(/^premise\/invalid expert-panel:1:1: process\.members\[1\]\.ref: no process is named "nobody"; named: chair\./);
    expect(failure(withProcess(human, { a: { kind: "archive", of: [{ ref: "constructor" }] } }))).toContain('processes.a.of[0].ref: no process is named "constructor"');
    expect(failure(withForm({ open: "No place.\nAnswer:" }))).toContain("form.open: {{question}} must stand here exactly once, found 0 times");
  });

  it("refuses a circle, with its path", () => {
    const board: Process = { kind: "group", role: "board", people: null, members: [{ ref: "chair" }] };
    const chair: Process = { kind: "human-with-tool", human: { ref: "office" }, tools: ["pen"] };
    const premise = withProcess({ kind: "archive", of: [{ ref: "board" }] }, { board, chair, office: { ref: "board" } });
    expect(failure(premise)).toMatch(/^premise\/cycle .*: board -> chair -> office -> board\./);
    expect(failure(withProcess(human, { lonely: { ref: "lonely" } }))).toContain("lonely -> lonely");
    expect(failure(withProcess({ kind: "group", role: "pair", people: null, members: [{ ref: "one" }, { ref: "one" }] }, { one: human }))).toBe("no error");
  });

  it.each([
    ["six years", withResources({ duration: "P6Y", hours: 10 }), "P6Y is longer than 5 years"],
    ["five years and a month", withResources({ duration: "61 months", hours: 10 }), "longer than 5 years"],
    ["a crowd", withResources({ people: 10_001, hours: 10 }), "10001 people"],
    ["a crowd in the process", withProcess({ kind: "group", role: "crowd", people: 20_000, members: [human] }), "20000 people"],
    ["more hours than there are", withResources({ people: 1, hours: 25, duration: "P1D" }), "25 hours of 1 people do not fit into P1D"],
    ["no sleep for a month", withResources({ people: 1, hours: 24 * 30, duration: "P30D" }), "do not fit"],
    ["superhuman skill", withProcess({ kind: "human", role: "superhuman physicist" }), "superhuman"],
    ["hidden superhuman skill", withProcess({ kind: "human", role: "super\u00ADhuman physicist" }), 'process.role: "superhuman"'],
    ["superhuman skill in wide letters", withProcess({ kind: "human", role: "\uFF53uper\u2011human physicist" }), 'process.role: "super-human"'],
    ["a perfect choice", withForm({ choice: { line: "{{letter}}. infallibly {{text}}", separator: "\n" } }), "form.choice.line"],
    ["infallibility", withProcess({ kind: "human", role: "infallible judge" }), "infallible"],
    ["the best possible", withForm({ voice: "the best possible answer" }), "best possible"],
  ])("refuses %s", (_, premise, problem) => {
    expect(failure(premise)).toMatch(/^premise\/beyond-max-human /);
    expect(failure(premise)).toContain(problem);
  });

  it("allows exactly max human", () => {
    expect(failure(withResources({ people: 10_000, hours: 10_000 * 16 * 365 * 5, duration: "P5Y" }))).toBe("no error");
    expect(failure(withResources({ people: 1, hours: 3, duration: "PT3H" }))).toBe("no error");
    expect(failure(withResources({ people: 1, hours: 4, duration: "PT3H" }))).toMatch(/beyond-max-human/);
  });

  it("finds nothing in the library", () => {
    expect(listPremises().length).toBeGreaterThan(0);
    for (const premise of listPremises()) expect(findFaults(premise)).toEqual([]);
  });
});

describe("parseDuration", () => {
  it.each([["P5Y", 1826.25], ["P1W", 7], ["P1DT12H", 1.5], ["PT90M", 0.0625], ["90 days", 90], ["1 year", 365.25], ["2.5 hours", 2.5 / 24]])("%s is %d days", (text, days) => expect(parseDuration(text)).toBeCloseTo(days, 9));
  it.each(["", "P", "PT", "5", "soon", "P-1Y", "0 days", "P1..2Y", "-3 days"])("%j is none", (text) => expect(parseDuration(text)).toBe(null));
});

describe("process graph", () => {
  const graph = { process: { kind: "group", role: "board", people: null, members: [{ ref: "a" }, { ref: "a" }, human] } as Process, processes: { a: { kind: "group", role: "team", people: 5, members: [human] } as Process } };
  it("counts its people", () => expect(countPeople(graph)).toBe(11));
  it("has no circle", () => expect(findCycle(graph)).toBe(null));
  it("is told in words", () => expect(describeProcess(graph)).toBe("board: a, a, physicist; a: team (5 people): physicist"));
  it("counts a long chain of doublings in good time", () => {
    const pair = (i: number): Process => ({ kind: "group", role: "r", people: null, members: i === 0 ? [human, human] : [{ ref: `p${i - 1}` }, { ref: `p${i - 1}` }] });
    const processes = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`p${i}`, pair(i)]));
    expect(countPeople({ process: { ref: "p59" }, processes })).toBe(2 ** 60);
    expect(findCycle({ process: { ref: "p59" }, processes })).toBe(null);
  });
});
