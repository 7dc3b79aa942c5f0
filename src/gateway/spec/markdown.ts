/** @module The reference as docs/api.md. */
import type { OpenApiDocument } from "./document.ts";
import { type Described, listOperations } from "./operations.ts";

export function renderApiMarkdown(document: OpenApiDocument): string {
  const operations = listOperations(document);
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  const sections = tags.map((tag) => `\n## ${tag}\n${operations.filter((each) => each.tag === tag).map(renderOperation).join("")}`);
  return `# HTTP reference

What \`premise serve\` answers (this page is generated: \`npm run docs\`; a running server has it at \`/reference\`, and as OpenAPI 3.1 at \`/openapi.json\`).
${document.info.description}
What OpenAI and the tokenizer have is also under \`/m/{model}/…\`, for that model alone. How to use it: [the server](guide/server.md).
${sections.join("")}`;
}

function renderOperation({ method, path, summary, parameters, members, answer, statuses }: Described): string {
  const rows = members.map(({ name, type, isRequired, description }) => `| \`${name}\`${isRequired ? " (required)" : ""} | \`${type.replaceAll("|", "\\|")}\` | ${description.replaceAll("|", "\\|")} |\n`).join("");
  return `
### ${method} ${path}

${summary}
${parameters.length === 0 ? "" : `Parameters: ${parameters.join(", ")}.\n`}${rows === "" ? "" : `\n| member | type | what it is |\n| --- | --- | --- |\n${rows}`}
200: ${answer} Errors: ${statuses.map(({ status }) => status).join(", ")}.
`;
}
