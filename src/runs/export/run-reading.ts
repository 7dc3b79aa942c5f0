/** @module What a run was about, found in its steps: question, premise, model, policy. What no step says is null. */
import type { RunRecord } from "../run.ts";
import { memberOf, numberOf, textOf } from "./step-reading.ts";

export type RunReading = {
  readonly question: string | null;
  readonly premise: { readonly id: string; readonly version: string | null; readonly hash: string | null } | null;
  readonly model: string | null;
  /** What a run of thoughts does about a credence above the limit: `resample`, `stop`, ... */
  readonly policy: string | null;
  readonly limits: { readonly authorIsAi: number | null; readonly aiInWorld: number | null };
  /** Whether a step may only have spent its part of what the limit leaves. */
  readonly isSpentEvenly: boolean;
  /** Nats by which every limit is tightened. */
  readonly margin: number;
  /** The gate weighs evidence from a prior no lower than this. */
  readonly leastPrior: number | null;
  readonly disclosure: string | null;
  /** The documents' texts before what was predicted: one, or one a person. */
  readonly documents: readonly string[];
};

export function readRun({ steps }: RunRecord): RunReading {
  const all = steps.flatMap(({ input, output }) => [output, input]);
  const premises = all.map(findPremise).filter((premise) => premise !== null);
  const gatePolicy = first(all, (value) => withLimits(memberOf(value, "policy"))) ?? first(all, (value) => withLimits(memberOf(memberOf(value, "premise"), "policy")));
  const limits = memberOf(gatePolicy, "maxCredence");
  const asked = steps.find(({ kind }) => kind === "notes")?.input;
  const own = numberOf(asked, "maxCredence");
  const rendered = first(all, (value) => memberOf(value, "open"));
  return {
    question: first(all, (value) => textOf(value, "question")),
    premise: premises.find(({ hash }) => hash !== null) ?? premises[0] ?? null,
    model: first(all, (value) => textOf(value, "model")),
    policy: textOf(asked, "policy"),
    limits: { authorIsAi: own ?? numberOf(limits, "authorIsAi"), aiInWorld: own ?? numberOf(limits, "aiInWorld") },
    isSpentEvenly: textOf(asked, "spend") === "even",
    margin: numberOf(asked, "margin") ?? 0,
    leastPrior: numberOf(gatePolicy, "leastPrior"),
    disclosure: first(all, (value) => textOf(value, "disclosure")),
    documents: [first(all, (value) => memberOf(value, "openings")) ?? textOf(rendered, "text")].flat().filter((text) => typeof text === "string"),
  };
}

function first<T, R>(values: readonly T[], find: (value: T) => R | null | undefined): R | null {
  for (const value of values) {
    const found = find(value);
    if (found !== null && found !== undefined) return found;
  }
  return null;
}

/** A policy of the gate; the one that it was given holds before the premise's own. */
function withLimits(policy: unknown): unknown {
  return memberOf(policy, "maxCredence") === undefined ? null : policy;
}

/** Some steps keep the whole premise, which does not name its hash. */
function findPremise(value: unknown): RunReading["premise"] {
  const premise = memberOf(value, "premise");
  const id = textOf(premise, "id");
  const version = memberOf(premise, "version");
  return id === null ? null : { id, version: typeof version === "string" || typeof version === "number" ? String(version) : null, hash: textOf(premise, "hash") };
}
