/** @module A text as a page, each token coloured by how it moves the odds of an AI. */
import { html } from "./html.ts";
import { renderPage } from "./page.ts";

export type HeatToken = { readonly text: string; readonly move: number };
export type Heatmap = { readonly title: string; readonly summary: readonly string[]; readonly unit: string; readonly tokens: readonly HeatToken[] };

/** Deepest colour at this move and beyond. */
const deepest = 2;

/** Amber moves towards an AI, blue towards a human; the deeper, the more. The number is in each token's title. */
export function renderHeatmap({ title, summary, unit, tokens }: Heatmap): string {
  const marks = tokens.map(({ text, move }) => {
    const depth = Math.round((Math.min(deepest, Math.abs(move)) / deepest) * 55);
    const color = move >= 0 ? "var(--second)" : "var(--bar)";
    return html`<span title="${`${move >= 0 ? "+" : ""}${move.toFixed(2)} ${unit}`}" style="background: color-mix(in srgb, ${color} ${depth}%, transparent)">${text}</span>`;
  });
  return renderPage({
    title,
    header: html`<h1>${title}</h1>${summary.map((line) => html`<p class="meta">${line}</p>`)}`,
    main: html`<p class="note">Amber: the token makes an AI likelier. Blue: a human. Deepest at ${deepest} ${unit} and beyond.</p><pre>${marks}</pre>`,
    footer: html`<p>Made by Premise. A credence says whom a model predicts, or whether a machine emitted a text; it is no proof about a person.</p>`,
  });
}
