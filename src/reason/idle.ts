/** @module What of a request would have no effect beside what else it says: it is refused, not ignored, whichever door it comes through. */
import { defaultRequest, type ReasonRequest } from "./request.ts";

/** What was said, before defaults are filled in; `tree` of any shape. */
export type Said = { readonly [Name in "policy" | "tries" | "returns" | "ends" | "spend" | "margin" | "maxCredence" | "choices"]?: ReasonRequest[Name] | undefined } & { readonly tree?: unknown };

export type Idle = { readonly option: Exclude<keyof Said, "policy">; /** A clause without an end. */ readonly problem: string };

/** The first that there is; null for none. */
export function findIdle(said: Said): Idle | null {
  const { policy = defaultRequest.policy, tree, choices } = said;
  const answersOnly = "only answers are drawn again, and with choices none is drawn";
  const rules: readonly (readonly [holds: boolean, options: readonly Idle["option"][], problem: string])[] = [
    [tree !== undefined, ["ends"], "a tree takes all of its steps"],
    [policy !== "none" && policy !== "resample", ["tree"], "a tree prunes by credence, or not at all: it needs the policy resample or none"],
    [policy !== "resample" && policy !== "re-anchor", ["tries"], `the policy ${policy} draws nothing again`],
    [policy === "re-anchor" && choices !== undefined, ["tries"], `under re-anchor ${answersOnly}`],
    [tree !== undefined && choices !== undefined, ["tries"], `in a tree ${answersOnly}`],
    [policy !== "re-anchor", ["returns"], `the policy ${policy} does not return`],
    [policy === "none", ["spend", "margin", "maxCredence"], "without a policy no limit holds"],
  ];
  for (const [holds, options, problem] of rules) {
    const option = holds ? options.find((name) => said[name] !== undefined) : undefined;
    if (option !== undefined) return { option, problem };
  }
  return null;
}
