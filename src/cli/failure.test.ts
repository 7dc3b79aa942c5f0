import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { PremiseError } from "../errors/premise-error.ts";
import { createTestIo } from "../../test/doubles/test-io.ts";
import { isClosedPipe, reportFailure } from "./failure.ts";

const options = { json: false, command: "premise ask" };

describe("reportFailure", () => {
  it.each([
    [new PremiseError("usage/empty-question"), 2, /^premise: The question is empty\..* \[usage\/empty-question\]\n$/],
    [new PremiseError("premise/cycle", { premise: "a", path: "b" }), 3, /\[premise\/cycle\]\n$/],
    [new CommanderError(1, "commander.unknownOption", "error: unknown option '--x'\n(Did you mean --y?)"), 2, /^premise: Unknown option '--x' \(Did you mean --y\?\)\. See `premise ask --help`\. \[usage\/command-line\]\n$/],
    [new CommanderError(1, "commander.unknownOption", "error: unknown option '-5 + 3?'"), 2, /put -- before a text that begins with -\. See/],
    [new Error("boom\n    at file.ts:1"), 1, /^premise: Unexpected failure: boom at file\.ts:1\..* \[internal\]\n$/],
    ["text", 1, /\[internal\]\n$/],
    [new DOMException("stopped", "AbortError"), 130, /\[interrupted\]\n$/],
  ])("tells %s in one line, with its exit code", (thrown, code, line) => {
    const { io, err, out } = createTestIo();
    expect(reportFailure(io, thrown, options)).toBe(code);
    expect(err()).toMatch(line);
    expect(err().split("\n")).toHaveLength(2);
    expect(out()).toBe("");
  });

  it("says nothing for help and version, and ends with usage where a command is missing", () => {
    const { io, err } = createTestIo();
    expect(reportFailure(io, new CommanderError(0, "commander.helpDisplayed", "(outputHelp)"), options)).toBe(0);
    expect(reportFailure(io, new CommanderError(1, "commander.help", "(outputHelp)"), options)).toBe(2);
    expect(err()).toBe("");
  });

  it("writes an object on stderr where JSON is asked for", () => {
    const { io, err, out } = createTestIo();
    reportFailure(io, new PremiseError("usage/empty-question"), { ...options, json: true });
    expect(JSON.parse(err())).toEqual({ error: { code: "usage/empty-question", message: expect.stringContaining("empty") as string } });
    expect(out()).toBe("");
  });

  it("takes any failure after a stop signal for the interruption", () => {
    const { io, err } = createTestIo({ signal: AbortSignal.abort() });
    expect(reportFailure(io, new Error("aborted somewhere"), options)).toBe(130);
    expect(err()).toContain("[interrupted]");
  });
});

it("knows a closed pipe", () => {
  expect([isClosedPipe(Object.assign(new Error("x"), { code: "EPIPE" })), isClosedPipe(new Error("x")), isClosedPipe(null)]).toEqual([true, false, false]);
});
