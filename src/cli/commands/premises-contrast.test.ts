import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { isPremiseError, type PremiseError } from "../../errors/premise-error.ts";
import { deriveContrasts, findContrast } from "../../premises/contrast/contrast.ts";
import { findPremise } from "../../premises/library.ts";
import { createFixedClock } from "../../random/clock.ts";
import type { Io } from "../io.ts";
import { createProgram } from "../program.ts";
import { registerPremises } from "./premises.ts";

type Ran = { out: string; error: PremiseError | null };

async function run(args: readonly string[], terminal = false): Promise<Ran> {
  const ran: Ran = { out: "", error: null };
  const io: Io = {
    stdin: Readable.from([""]),
    out: (text) => void (ran.out += text),
    err: () => undefined,
    isErrTerminal: terminal,
    isOutTerminal: terminal,
    env: {},
    clock: createFixedClock(new Date("2026-01-01T00:00:00Z")),
    signal: new AbortController().signal,
  };
  try {
    await createProgram(io, [registerPremises]).parseAsync(["premises", "contrast", ...args], { from: "user" });
  } catch (error) {
    if (!isPremiseError(error)) throw error;
    ran.error = error;
  }
  return ran;
}

const notes = findPremise("case-notes");

describe("premise premises contrast", () => {
  it("marks what each contrast puts in, between the lines around it", async () => {
    const { out } = await run(["case-notes"]);
    const { note } = findContrast(notes, "stated-ai/measure");
    expect(out.startsWith(`stated-ai/measure  authorIsAi\n  Question: Oxygen is carried round the body by\n  Answer: red blood cells\n\n+ ${note}\n+\n  Question: Why does a wet road look darker than a dry one?\n  Answer:\n\nimitating-ai/measure`)).toBe(true);
    const added = out.split("\n").filter((line) => line.startsWith("+ "));
    expect(added).toEqual(deriveContrasts(notes).map((contrast) => `+ ${contrast.note}`));
    expect(out).not.toContain("\u001b");
  });

  it("stands before everything where the document has one paragraph", async () => {
    expect((await run(["plain-continuation"])).out).toMatch(/^stated-ai\/measure {2}authorIsAi\n\+ What follows [^\n]+\n\+\n {2}Question: /);
  });

  it("colours on a terminal", async () => expect((await run(["case-notes"], true)).out).toContain("\u001b[32m+ What follows"));

  it("gives documents as JSON, in either form, from which the premise's comes back", async () => {
    for (const form of ["open", "listed"]) {
      const rows = JSON.parse((await run(["case-notes", "--json", "--form", form])).out) as { id: string; question: string; kind: string; use: string; note: string; inserted: { start: number; end: number }; text: string }[];
      expect(rows.map(({ id }) => id)).toEqual(deriveContrasts(notes).map(({ id }) => id));
      expect(new Set(rows.map(({ text, inserted }) => text.slice(0, inserted.start) + text.slice(inserted.end))).size).toBe(1);
      for (const { text, inserted, note } of rows) expect(text.slice(inserted.start, inserted.end)).toBe(`${note}\n\n`);
      expect(rows[0]).toMatchObject({ id: "stated-ai/measure", question: "authorIsAi", kind: "stated-ai", use: "measure" });
      expect(rows[0]?.text.includes("\nA. ")).toBe(form === "listed");
    }
  });

  it("refuses a form that the premise does not have, and suggests the nearest id", async () => {
    expect((await run(["student-essay", "--form", "listed"])).error?.code).toBe("premise/no-listed-form");
    expect((await run(["case-note"])).error?.message).toContain('did you mean "case-notes"?');
  });
});
