/** @module From the steps of a run to what each draft cost beside what is new in it. */
import type { Step } from "../../../src/protocol/results.ts";

/** `fresh`: tokens of this draft and of what was inserted before it since the last look, under every document; `evaluated`: tokens that the model had to read or draw for it. */
export type ThoughtCost = { readonly step: number; readonly person: number; readonly kept: boolean; readonly fresh: number; readonly evaluated: number; readonly ratio: number };

export type CostRow = {
  readonly model: string; readonly policy: string; readonly steps: number; readonly seed: number; readonly deterministic: boolean; readonly outcome: string; readonly people: number;
  readonly thoughts: readonly ThoughtCost[];
  /** Evaluated over fresh, all drafts together but each person's first, whose document has to be read whole. */
  readonly ratio: number;
};

type Output = { readonly tokens: readonly number[]; readonly ended: string; readonly evidence: { readonly contrasts: object } | null };

/** `count` tells the tokens of an inserted text. */
export async function toCostRow(about: Omit<CostRow, "thoughts" | "ratio">, taken: readonly Step[], count: (text: string) => Promise<number>): Promise<CostRow> {
  const thoughts: ThoughtCost[] = [];
  // By person: tokens that stand on their sheet by now and were not there when they wrote last.
  const heard = new Map<number, number>();
  const hear = (person: number, tokens: number): void => void heard.set(person, (heard.get(person) ?? 0) + tokens);
  for (const step of taken) {
    if (step.kind === "restate") hear(0, await count((step.output as { given: string }).given));
    if (step.kind !== "thought" && step.kind !== "answer") continue;
    const { given, step: number, person } = step.input as { given: string; step: number; person: number };
    const { tokens, evidence } = step.output as Output;
    const documents = 1 + Object.keys(evidence?.contrasts ?? {}).length;
    const inserted = await count(given);
    const fresh = documents * (tokens.length + inserted + (heard.get(person) ?? 0));
    heard.set(person, 0);
    const kept = step.verdict?.action === "accept";
    if (kept) for (let other = 0; other < about.people; other++) if (other !== person) hear(other, inserted + tokens.length);
    const { promptTokens, cachedTokens, scoredTokens, generatedTokens } = step.cost;
    const evaluated = promptTokens - cachedTokens + scoredTokens + generatedTokens;
    thoughts.push({ step: number, person, kept, fresh, evaluated, ratio: evaluated / fresh });
  }
  const later = laterOf(thoughts);
  const total = (name: "fresh" | "evaluated"): number => later.reduce((sum, each) => sum + each[name], 0);
  return { ...about, thoughts, ratio: total("evaluated") / total("fresh") };
}

/** Without each person's first draft, before which their document is read whole. */
export function laterOf(thoughts: readonly ThoughtCost[]): ThoughtCost[] {
  return thoughts.filter((each, i) => thoughts.findIndex(({ person }) => person === each.person) !== i);
}

export function mergeRows(before: readonly CostRow[], row: CostRow): CostRow[] {
  const key = ({ model, policy, deterministic }: CostRow): string => `${model} ${policy} ${deterministic}`;
  return [...before.filter((each) => key(each) !== key(row)), row].sort((a, b) => key(a).localeCompare(key(b)));
}
