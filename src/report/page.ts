/** @module A page that stands alone: nothing is loaded from anywhere, and no script can run. */
import { type Html, html, trust } from "./html.ts";
import { style } from "./style.ts";

export type Page = { readonly title: string; readonly header: Html; readonly main: Html; readonly footer: Html };

/** The whole document, beginning with its doctype. */
export function renderPage({ title, header, main, footer }: Page): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trust(style)}</style>
</head>
<body>
<header>${header}</header>
<main>${main}</main>
<footer>${footer}</footer>
</body>
</html>
`;
  return page.html;
}

export type Column = { readonly name: string; readonly isText?: boolean };

/** A table that scrolls by itself where it is wider than the page. The first cell of each row names the row. */
export function renderTable(caption: string, columns: readonly Column[], rows: readonly (readonly (string | Html)[])[]): Html {
  const head = columns.map(({ name, isText }) => (isText === true ? html`<th scope="col" class="text">${name}</th>` : html`<th scope="col">${name}</th>`));
  const body = rows.map((row) => html`<tr>${row.map((cell, i) => renderCell(cell, i, columns))}</tr>\n`);
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table><caption><span>${caption}</span></caption>
<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody></table></div>`;
}

function renderCell(cell: string | Html, index: number, columns: readonly Column[]): Html {
  if (index === 0) return html`<th scope="row">${cell}</th>`;
  return columns[index]?.isText === true ? html`<td class="text">${cell}</td>` : html`<td>${cell}</td>`;
}

/** What is there for those who want it. */
export function renderDetails(summary: string, content: Html): Html {
  return html`<details><summary>${summary}</summary>${content}</details>`;
}
