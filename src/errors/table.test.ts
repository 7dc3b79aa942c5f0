import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ErrorRow, errorTable } from "./table.ts";

const rows: readonly (readonly [string, ErrorRow])[] = Object.entries(errorTable);
const placeholder = /\{\w+\}/g;

/** What a message must have besides telling what happened: a verb that tells the reader what to do. */
const wayOut =
  /\b(add|allow|ask|change|check|choose|free|give|make|mend|move|must|needs|open|predict|reinstall|remove|repeat|report|run|see|set|shorten|stay|supported|the form is|use|wait|what to do|in the output|write|nothing was left|what was finished)\b/i;

/** Exit codes that the command line promises for each first part of a code, where it has one of its own. */
const promisedExit: Readonly<Record<string, number>> = { usage: 2, gate: 3, "cannot-measure": 5 };

/** The codes whose row is not as it should be. */
function offenders(isGood: (row: ErrorRow, code: string) => boolean): readonly string[] {
  return rows.filter(([code, row]) => !isGood(row, code)).map(([code]) => code);
}

describe("error table", () => {
  it("has rows", () => {
    expect(rows.length).toBeGreaterThan(40);
  });

  it("has messages of one line that tell the way out and end as sentences", () => {
    expect(offenders(({ message }) => !/[\r\n]/.test(message))).toEqual([]);
    expect(offenders(({ message }) => wayOut.test(message.replace(placeholder, "")))).toEqual([]);
    expect(offenders(({ message }) => /[.?!")]$/.test(message) && message.length < 240)).toEqual([]);
  });

  it("has statuses, types and exit codes that belong together", () => {
    expect(offenders(({ status, type }) => status >= 500 === (type === "server_error"))).toEqual([]);
    expect(offenders(({ status, type }) => (status === 404) === (type === "not_found_error"))).toEqual([]);
    expect(offenders(({ exit }, code) => exit === (promisedExit[code.split("/")[0] ?? ""] ?? exit))).toEqual([]);
    expect(offenders(({ exit }) => [1, 2, 3, 4, 5, 130].includes(exit))).toEqual([]);
  });

  it("has plain codes of at most two parts", () => {
    expect(offenders((_, code) => /^[a-z][a-z-]*(\/[a-z][a-z-]*)?$/.test(code))).toEqual([]);
  });

  it("keeps the codes of a folder together", () => {
    const groups = rows.map(([code]) => code.split("/")[0] ?? "");
    const starts = groups.filter((group, i) => group !== groups[i - 1]);
    expect(starts).toEqual([...new Set(starts)]);
  });
});

describe("docs/errors.md", () => {
  const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
  const listed = [...page.matchAll(/^\| `([^`]+)` \| (.*) \| (\d+) \| (\d+) \| `(\w+)` \|$/gm)];

  it("lists every row of the table with its message, exit code, status and type", () => {
    const inPage = new Map(listed.map(([, code, message, exit, status, type]) => [code, { message: message?.replaceAll("\\|", "|").replaceAll("&lt;", "<"), exit: Number(exit), status: Number(status), type }]));
    for (const [code, { message, exit, status, type }] of rows) expect(inPage.get(code), code).toEqual({ message, exit, status, type });
  });

  it("lists nothing else", () => {
    expect(listed.length).toBe(rows.length);
    expect(listed.map((match) => match[1]).filter((code) => !(code as string in errorTable))).toEqual([]);
  });
});
