/** @module Observable Plot without a browser: figures as SVG text, coloured by the page's CSS variables. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { escapeHtml, type Html, replaceInvisible, trust } from "./html.ts";

/** `id` is different for every figure of a page: letters, digits and hyphens. */
export type FigureText = { readonly id: string; readonly title: string; readonly description: string };

/** Page colours, so that one figure serves light and dark. */
export const color = { ink: "var(--ink)", muted: "var(--muted)", track: "var(--track)", bar: "var(--bar)", right: "var(--right)", second: "var(--second)", soft: "var(--soft)", line: "var(--line)" } as const;

/** An SVG that scales with its place, with a title and a description for those who don't see it. */
export function renderFigure(options: Plot.PlotOptions, { id, title, description }: FigureText): Html {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({ style: { fontSize: "13px" }, ...options, document: document as unknown as NonNullable<Plot.PlotOptions["document"]> }) as unknown as SvgElement;
  for (const style of svg.querySelectorAll("style")) style.remove();
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-labelledby", `${id}-title ${id}-description`);
  for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  const drawn = replaceInvisible(svg.outerHTML);
  const open = /^<svg[^>]*>/.exec(drawn)?.[0] ?? "";
  const words = `<title id="${id}-title">${escapeHtml(title)}</title><desc id="${id}-description">${escapeHtml(description)}</desc>`;
  return trust(open + words + drawn.slice(open.length));
}

/** What we use of an element; the project does without the DOM's types. */
type SvgElement = {
  readonly outerHTML: string;
  readonly querySelectorAll: (selector: string) => Iterable<SvgElement>;
  readonly setAttribute: (name: string, value: string) => void;
  readonly removeAttribute: (name: string) => void;
  readonly remove: () => void;
};
