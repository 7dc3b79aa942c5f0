/** @module The reference as a page. */
import { type Html, html } from "../../report/html.ts";
import { type Page, renderDetails, renderTable } from "../../report/page.ts";
import type { OpenApiDocument } from "./document.ts";
import { type Described, listOperations } from "./operations.ts";

export function renderReference(document: OpenApiDocument): Page {
  const operations = listOperations(document);
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return {
    title: `Premise ${document.info.version}: HTTP reference`,
    header: html`<h1>Premise: HTTP reference</h1><p>${document.info.description}</p><p class="meta">Version ${document.info.version}. The same as data: <a href="/openapi.json">/openapi.json</a>. What OpenAI and the tokenizer have is also under /m/{model}/…, for that model alone.</p>`,
    main: html`${tags.map((tag) => html`<h2>${tag}</h2>${operations.filter((each) => each.tag === tag).map(renderOperation)}`)}`,
    footer: html`<p>Made from the schemas that check the requests.</p>`,
  };
}

function renderOperation({ method, path, summary, parameters, members, answer, statuses }: Described): Html {
  const table = renderTable("Members of the body", [{ name: "member", isText: true }, { name: "type", isText: true }, { name: "what it is", isText: true }], members.map(({ name, type, isRequired, description }) => [html`<code>${name}</code>${isRequired ? " (required)" : ""}`, html`<code>${type}</code>`, renderCode(description)]));
  return html`<h3 id="${method}${path}"><code>${method} ${path}</code></h3>
<p>${renderCode(summary)}</p>
${parameters.length === 0 ? null : html`<p class="meta">Parameters: ${parameters.join(", ")}</p>`}
${members.length === 0 ? null : renderDetails(`${members.length} members of the body`, table)}
<p class="meta">200: ${renderCode(answer)}</p>
${renderDetails("Errors", html`<ul>${statuses.map(({ status, description }) => html`<li><code>${status}</code> ${description}</li>`)}</ul>`)}
`;
}

/** What stands between backticks is code. */
function renderCode(text: string): Html {
  return html`${text.split("`").map((piece, i) => (i % 2 === 1 ? html`<code>${piece}</code>` : piece))}`;
}
