/** @module HTML by template: every text that is put in is escaped, unless it is HTML already. */

export type Html = { readonly html: string };
type Part = Html | string | number | null | readonly Part[];

/** ``html`<p>${text}</p>` ``: strings and numbers are escaped, `Html` and lists of it are kept, null is left out. Attributes must be in double quotes. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: texts.map((text, i) => text + (i < parts.length ? render(parts[i] ?? null) : "")).join("") };
}

/** HTML that is known to be safe: our own, or what a serialiser escaped. */
export function trust(text: string): Html {
  return { html: text };
}

export function escapeHtml(text: string): string {
  return replaceInvisible(text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`));
}

/** Characters that turn the direction of what follows, and control characters, become U+FFFD. */
export function replaceInvisible(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/gu, "\u{fffd}");
}

function render(part: Part): string {
  if (part === null) return "";
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  return "html" in part ? part.html : part.map(render).join("");
}
