import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { PremiseError } from "../errors/premise-error.ts";
import { premiseHash } from "./hash.ts";
import { parsePremise } from "./parse.ts";
import { createStarter } from "./starter.ts";

const good = createStarter("good");

function failure(yaml: string): string {
  try {
    parsePremise(yaml, "p.yaml");
  } catch (error) {
    return `${(error as PremiseError).code} ${(error as PremiseError).message}`;
  }
  return "no error";
}

/** The starter with one piece of text replaced; the piece must be there. */
function changed(from: string, to: string): string {
  expect(good).toContain(from);
  return good.replace(from, to);
}

const lineOf = (yaml: string, text: string): number => yaml.slice(0, yaml.indexOf(text)).split("\n").length;

describe("parsePremise", () => {
  it("reads a premise and fills in what may be left out", () => {
    const slotless = good.slice(0, good.indexOf("slots:"));
    expect(parsePremise(slotless, "p.yaml")).toEqual(parsePremise(good, "p.yaml"));
  });

  it("gives equal content equal identity, whatever its spelling", () => {
    const spelled = changed("id: good", 'id: "good" # a comment');
    expect(premiseHash(parsePremise(spelled, "a"))).toBe(premiseHash(parsePremise(good, "b")));
    expect(premiseHash(parsePremise(changed("Lisbon\n", "Porto\n"), "a"))).not.toBe(premiseHash(parsePremise(good, "b")));
  });

  it("says where the YAML is broken", () => {
    const yaml = changed("world:\n", "world: [\n");
    expect(failure(yaml)).toMatch(/^premise\/invalid-yaml p\.yaml:\d+:\d+: /);
    expect(failure("premise: 1\nid: 'open\n")).toMatch(/^premise\/invalid-yaml p\.yaml:[23]:\d+: Missing closing/);
    expect(failure(good.replace("version: 1", "version: 1\nid: twice"))).toMatch(/invalid-yaml p\.yaml:\d+:1: Map keys must be unique/);
  });

  it.each([
    ["an alias", "a: &x [1]\nb: *x\n", /premise\/invalid-yaml p\.yaml:1:\d+: anchors/],
    ["a bomb of aliases", `a: &a [x,x]\n${Array.from({ length: 20 }, (_, i) => `k${i}: &k${i} [*a,*a]`).join("\n")}\n`, /premise\/invalid-yaml .*anchors/],
    ["a tag", "a: !!js/function 1\n", /premise\/invalid-yaml p\.yaml:1:4/],
    ["two documents", "a: 1\n---\nb: 2\n", /premise\/invalid-yaml/],
    ["deep nesting", "[".repeat(20_000), /premise\/invalid-yaml/],
    ["too much text", `#${"x".repeat(300_000)}`, /premise\/invalid-yaml p\.yaml:1:1: 300001 characters/],
    ["nothing", "", /premise\/invalid p\.yaml:1:1: \(top level\)/],
    ["a list", "- 1\n", /premise\/invalid p\.yaml:1:1/],
    ["a prototype", "__proto__: {x: 1}\n", /premise\/invalid/],
  ])("refuses %s", (_, yaml, message) => expect(failure(yaml)).toMatch(message));

  it.each([
    ["an unknown key, with the nearest", "  medium: visitors' book", "  medum: visitors' book", "medum", 'world: unknown key "medum" (did you mean "medium"?)'],
    ["a wrong type", "people: 1", "people: one", "people: one", "resources.people: expected "],
    ["an unknown kind", "{ kind: human, role: curator of a science museum }", "{ kind: humna, role: curator }", "humna", "process.human.kind: must be one of human, group"],
    ["an unknown place", "Question: {{question}}\n    Answer:\n  #", "Question: {{qestion}}\n    Answer:\n  #", "|-", "form.open: unknown place {{qestion}}"],
    ["an unknown name", "human: { kind: human, role: curator of a science museum }", "human: { ref: curator }", "curator }", 'process.human.ref: no process is named "curator"'],
    ["a wrong date", "2004-04-12", "2004-13-12", "2004-13-12", "world.date: must be a date"],
    ["a wrong duration", "duration: P1D", "duration: a while", "a while", "resources.duration: must be a duration"],
    ["an infinite number", "hours: 4", "hours: .inf", ".inf", "resources.hours: "],
    ["an old format", "premise: 1 ", "premise: 2 ", "2 ", "premise: must be 1"],
    ["a control token", "Answer: moving air", "Answer: <eos> moving air", "|-", "form.open: contains text that looks like a control token"],
    ["a bracket at a slot", "    Question: {{question}}\n    Answer:\n  #", "    Question: |{{question}}\n    Answer:\n  #", "|-", "a bracket or bar touches a place"],
    ["a small bracket at a slot", "    Question: {{question}}\n    Answer:\n  #", "    Question: \uFE64{{question}}\n    Answer:\n  #", "|-", "a bracket or bar touches a place"],
    ["a token of angles turned outwards", "Answer: moving air", "Answer: >>ANSWER<< moving air", "|-", "form.open: contains text that looks like a control token"],
    ["too many choices", "maxCount: 10", "maxCount: 11", "11", "slots.choices.maxCount: 11 choices are more than the 10 letters"],
  ])("places %s", (_, from, to, at, message) => {
    const yaml = changed(from, to);
    const text = failure(yaml);
    expect(text).toContain(message);
    expect(text).toMatch(new RegExp(`^premise/invalid p\\.yaml:${lineOf(yaml, at)}:\\d+: `));
  });

  it("points to the parent of what is missing", () => {
    const yaml = changed("  hours: 4 # person-hours, all together\n", "");
    expect(failure(yaml)).toMatch(/^premise\/invalid p\.yaml:\d+:\d+: resources\.hours: is missing/);
  });

  it("refuses what predicts an AI, whatever else is wrong with it", () => {
    for (const kind of ["ai", "llm", "chatbot", "model"]) {
      const text = failure(`premise: 1\nid: x\nprocess: { kind: ${kind} }\n`);
      expect(text).toMatch(/^premise\/predicts-ai /);
      expect(text).toContain(`process.kind: "${kind}"`);
    }
    expect(failure("premise: 1\nid: x\nprocess: { kind: group, members: [{kind: self}] }\n")).toMatch(/^premise\/predicts-itself .*process\.members\[0\]\.kind/);
  });

  it("never throws anything but an error of the table", () => {
    const lines = good.split("\n");
    expect(lines.length).toBeGreaterThan(50);
    for (let i = 0; i < lines.length; i++) {
      const cut = [...lines.slice(0, i), ...lines.slice(i + 1)].join("\n");
      expect(failure(cut)).toMatch(/^(no error|premise\/invalid(-yaml)? p\.yaml:\d+:\d+: )/);
    }
  });

  it("reads every file of the library as it lies there", () => {
    const path = new URL("library/debate-with-judge.yaml", import.meta.url);
    expect(parsePremise(readFileSync(path, "utf8"), "x").processes).toHaveProperty("judge");
  });
});
