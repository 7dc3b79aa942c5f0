/** @module What is learned from and what is judged: held out by prompt, by domain, by domain and generator at once. */
import { foldByPrompt } from "../../../src/credence/observed/examples.ts";
import type { LabelledText } from "../../../src/credence/observed/labelled.ts";
import { setting } from "./setting.ts";

/** Splits of one kind, tested on texts that do not overlap, are reported together and one by one. */
export const splitKinds = [
  { id: "prompt", title: "Unseen prompts", method: "five folds by prompt; both domains and all generators are learned from" },
  { id: "domain", title: "Unseen domain", method: "learned from one domain with all its generators, judged on the other" },
  { id: "both", title: "Unseen domain, unseen generators", method: "learned from one domain and those of its generators that did not write in the other; judged on the other, no generator of which was learned from" },
] as const;
export type SplitKind = (typeof splitKinds)[number]["id"];

type Chooses = (text: LabelledText) => boolean;
export type Split = { readonly kind: SplitKind; readonly id: string; readonly learns: Chooses; readonly judges: Chooses };

export function listSplits(texts: readonly LabelledText[]): Split[] {
  const foldOf = foldByPrompt(setting.folds);
  const domains = [...new Set(texts.map(({ domain }) => domain))].sort();
  const generatorsOf = (domain: string): Set<string> => new Set(texts.filter((text) => text.domain === domain && text.author === "ai").map(({ generator }) => generator));
  const byPrompt = Array.from({ length: setting.folds }, (_, fold): Split => ({ kind: "prompt", id: `fold ${fold + 1}`, learns: (text) => foldOf(text) !== fold, judges: (text) => foldOf(text) === fold }));
  const across = domains.flatMap((to) => domains.filter((from) => from !== to).map((from) => ({ from, to })));
  const byDomain = across.map(({ from, to }): Split => ({ kind: "domain", id: `${from} to ${to}`, learns: ({ domain }) => domain === from, judges: ({ domain }) => domain === to }));
  const byBoth = across.map(({ from, to }): Split => {
    const seen = generatorsOf(to);
    return { kind: "both", id: `${from} to ${to}`, learns: ({ domain, generator }) => domain === from && !seen.has(generator), judges: ({ domain }) => domain === to };
  });
  return [...byPrompt, ...byDomain, ...byBoth];
}
