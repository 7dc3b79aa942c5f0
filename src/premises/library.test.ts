import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PremiseError } from "../errors/premise-error.ts";
import { findPremise, listPremises } from "./library.ts";
import { renderPremise } from "./render.ts";
import { createStarter } from "./starter.ts";

const prose = ["engineers-notebook", "forum-reply", "professors-letter", "science-editors-column", "student-essay"];
const ids = ["careful-student", "case-notes", "debate-with-judge", "domain-expert", "expert-panel", "max-human-committee", "newspaper-of-record", "peer-review", "plain-continuation", "superforecaster-log"];
const noted = ["problem-circle", "reading-room", "working-notes"];
const slots = { question: "Which conducts?", choices: ["rubber", "copper", "glass", "wood"] };

function failure(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return `${(error as PremiseError).code} ${(error as PremiseError).message}`;
  }
  return "no error";
}

describe("library", () => {
  it("has ten vetted premises of short answers, five of prose and three of notes, each in a file of its own name", () => expect(listPremises().map(({ id }) => id)).toEqual([...ids, ...prose, ...noted].sort()));

  it.each(noted)("%s shows how its people think: worked lines between a question and its answer", (id) => {
    const { notes } = findPremise(id).form;
    expect(notes).toBeDefined();
    const { text } = renderPremise(findPremise(id), { question: slots.question }, "notes");
    expect(text.endsWith(`Question: ${slots.question}`)).toBe(true);
    const worked = text.split("\n\n").filter((part) => part.startsWith("Question:") && part.includes(`\n${notes?.answer ?? ""} `));
    expect(worked.length).toBeGreaterThan(0);
    for (const each of worked) expect(each.split("\n").length).toBeGreaterThan(3);
  });

  it("has premises without notes, which say so", () => expect(failure(() => renderPremise(findPremise("peer-review"), { question: "a" }, "notes"))).toMatch(/^premise\/no-notes/));

  it.each(ids)("%s ends where the answer begins, in both forms, and is short", (id) => {
    for (const form of ["open", "listed"] as const) {
      const { text } = renderPremise(findPremise(id), slots, form);
      expect(text).toMatch(/\n[A-Z][a-z ]+:$/);
      expect(text.length).toBeLessThanOrEqual(900);
    }
  });

  it.each(ids.filter((id) => id !== "plain-continuation"))("%s has two worked items, laid out as the asked one", (id) => {
    const { text, letters, answer } = renderPremise(findPremise(id), slots, "listed");
    const label = text.slice(text.lastIndexOf("\n"));
    const worked = text.split(label).slice(1, -1).map((rest) => rest.slice(0, rest.indexOf(answer.after)));
    expect(worked).toHaveLength(2);
    expect(new Set(worked).size).toBe(2);
    for (const each of worked) expect(letters.map((letter) => answer.before + letter)).toContain(each);
    const open = renderPremise(findPremise(id), slots, "open").text;
    expect(open.split(label)).toHaveLength(4);
  });

  it("is found by id, with the nearest where there is none", () => {
    expect(findPremise("peer-review").id).toBe("peer-review");
    expect(failure(() => findPremise("expert-pannel"))).toMatch(/^premise\/unknown .*"expert-pannel" \(did you mean "expert-panel"\?\)\./);
    expect(failure(() => findPremise("constructor"))).toMatch(/^premise\/unknown/);
  });

  it("takes a file by its path", () => {
    const directory = mkdtempSync(join(tmpdir(), "premise-"));
    try {
      const path = join(directory, "mine.yaml");
      writeFileSync(path, createStarter("mine"));
      expect(findPremise(path).id).toBe("mine");
      writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00]));
      expect(failure(() => findPremise(path))).toMatch(/^input\/unreadable Cannot read/);
      expect(failure(() => findPremise(join(directory, "none.yaml")))).toMatch(/there is no such file/);
      expect(failure(() => findPremise(`${directory}/`))).toMatch(/it is a directory/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
