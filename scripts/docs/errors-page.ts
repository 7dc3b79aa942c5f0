/** @module Writes docs/errors.md from the error table. */
import { type ErrorRow, errorTable } from "../../src/errors/table.ts";

const head = `# Errors

Every error that Premise reports, from \`src/errors/table.ts\` (this page is generated: \`npm run docs\`).
On the command line an error is one line on stderr with its code in brackets; with \`--json\` it is \`{"error": {"code", "message"}}\`.
Over HTTP it has the status and OpenAI type given here. In the messages, \`{name}\` stands for what is filled in.

Exit codes: 0 done, 1 failed, 2 usage, 3 the gate refused, 4 over budget, 5 cannot measure, 130 interrupted.
`;

/** Markdown with one table for each first part of the codes, in the table's order. */
export function renderErrorsPage(table: Readonly<Record<string, ErrorRow>> = errorTable): string {
  const groups = Map.groupBy(Object.entries(table), ([code]) => (code.includes("/") ? (code.split("/")[0] ?? "") : "general"));
  return `${head}${[...groups].map(([group, rows]) => renderGroup(group, rows)).join("")}`;
}

/** The codes that a page in this form lists, in order. */
export function parseErrorsPage(page: string): readonly string[] {
  return [...page.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? "");
}

function renderGroup(group: string, rows: readonly (readonly [string, ErrorRow])[]): string {
  const lines = rows.map(([code, row]) => `| \`${code}\` | ${escapeCell(row.message)} | ${row.exit} | ${row.status} | \`${row.type}\` |`);
  return `\n## ${group}\n\n| code | message | exit | HTTP | type |\n| --- | --- | --- | --- | --- |\n${lines.join("\n")}\n`;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
