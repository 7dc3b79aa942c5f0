/** @module Tables of the pages. */

/** Markdown; what would end a cell or a row is written so that it does not. */
export function toTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(toCell).join(" | ")} |`).join("\n");
}

function toCell(value: string | number): string {
  return String(value).replaceAll("|", "\\|").replace(/\s+/g, " ");
}
