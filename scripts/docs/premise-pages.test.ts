import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { machineShareTable } from "../../src/credence/prior/machine-share-table.ts";
import { shippedTimeline } from "../../src/premises/timeline-file.ts";
import { renderPriorPage } from "./prior-page.ts";
import { renderTable } from "./table.ts";
import { renderTimelinePage } from "./timeline-page.ts";

/** Rows of all tables of a page, without heads and rules. */
const rowsOf = (page: string): readonly (readonly string[])[] =>
  page.split("\n").filter((line, i, lines) => line.startsWith("|") && !line.startsWith("| ---") && lines[i + 1]?.startsWith("| ---") !== true).map((line) => line.slice(2, -2).split(" | "));

it("escapes what would break a cell", () => {
  expect(renderTable(["a"], [["x | y < z"]])).toBe("| a |\n| --- |\n| x \\| y &lt; z |");
});

describe("docs/prior.md", () => {
  it("is what the table gives", () => expect(readFileSync("docs/prior.md", "utf8")).toBe(renderPriorPage()));

  it("shows every row with its figures, and follows another table", () => {
    const rows = rowsOf(renderPriorPage());
    for (const { of, from, share, note } of machineShareTable.rows) {
      const [row] = rows.filter((cells) => cells.includes(from ?? "always") && cells.includes(note) && (of === "world" || cells[0] === of));
      expect(row, note).toContain(`${Number((100 * share).toPrecision(3))} %`);
    }
    const changed = { ...machineShareTable, rows: machineShareTable.rows.map((row) => ({ ...row, share: 0.777 })) };
    expect(renderPriorPage(changed)).toContain("| 77.7 % |");
    expect(renderPriorPage(changed)).not.toBe(renderPriorPage());
  });

  it("names every source that a row cites", () => {
    const page = renderPriorPage();
    for (const [name, source] of Object.entries(machineShareTable.sources)) expect(page).toContain(`| \`${name}\` | ${source} |`);
  });
});

describe("docs/timeline.md", () => {
  it("is what the timeline gives", () => expect(readFileSync("docs/timeline.md", "utf8")).toBe(renderTimelinePage()));

  it("shows every point, what passes, and that it is declared", () => {
    const page = renderTimelinePage();
    const rows = rowsOf(page).map((cells) => cells.join(" "));
    for (const { date, probability, basis, source } of shippedTimeline().points) expect(rows).toContain(`${date} ${probability} ${basis} ${source}`);
    expect(rows).toContain("P5Y 2019-04-05");
    expect(page).toContain("A declared assumption, not a measurement.");
  });
});
