/** @module From the flags of `premise reason` to what is asked for, checked before a model is loaded. */
import { resolve } from "node:path";
import { findPremise } from "../../premises/library.ts";
import { renderPremise } from "../../premises/render.ts";
import type { Premise } from "../../premises/schema.ts";
import { findIdle } from "../../reason/idle.ts";
import type { PolicyName } from "../../reason/policies.ts";
import { DEFAULT_NOTES, DEFAULT_PANEL, defaultRequest, type ReasonRequest, requireReasonable } from "../../reason/request.ts";
import { invalid } from "../options.ts";

export type ReasonFlags = {
  readonly premise?: string;
  readonly policy?: PolicyName;
  readonly steps?: number;
  readonly ends?: ReasonRequest["ends"];
  readonly tries?: number;
  readonly returns?: number;
  readonly budget?: number;
  readonly spend?: ReasonRequest["spend"];
  readonly margin?: number;
  readonly maxCredence?: number;
  readonly prior?: number;
  readonly tree?: number;
  readonly keep?: number;
  readonly choices?: readonly string[];
  readonly documents?: string;
  readonly temperature?: number;
  readonly topP?: number;
  readonly seed?: number;
  readonly model?: string;
  readonly deterministic?: boolean;
  readonly detach?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

/** A flag that would have no effect is refused, not ignored. @throws PremiseError `usage/...`, `premise/...`. */
export function toRequest(question: string, flags: ReasonFlags, preset: { readonly premise?: string | undefined; readonly temperature?: number | undefined }): { readonly request: ReasonRequest; readonly premise: Premise } {
  refuseIdle(flags);
  const { tree, keep, choices, premise: named, temperature = preset.temperature } = flags;
  const policy = flags.policy ?? defaultRequest.policy;
  const premise = findPremise(named ?? preset.premise ?? (policy === "panel" ? DEFAULT_PANEL : DEFAULT_NOTES));
  const simple = (["policy", "steps", "ends", "tries", "returns", "budget", "spend", "margin", "maxCredence", "prior", "topP", "seed"] as const).flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]]));
  const request: ReasonRequest = {
    ...defaultRequest, question, ...(Object.fromEntries(simple) as Partial<ReasonRequest>),
    ...(temperature === undefined ? {} : { temperature }), ...(choices === undefined ? {} : { choices }), ...(tree === undefined ? {} : { tree: { width: tree, keep: keep ?? tree } }),
  };
  requireReasonable(request, premise);
  renderPremise(premise, { question }, "notes");
  if (flags.documents !== undefined && premise.form.notes?.resources["library"] === undefined) throw invalid("--documents", `the notes of premise ${premise.id} have no library; reading-room has one`, "reason");
  return { request, premise };
}

/** Whole, since whoever goes on with the run may stand in another folder. */
export function toFolder({ documents }: Pick<ReasonFlags, "documents">): string | null {
  return documents === undefined ? null : resolve(documents);
}

/** What a server is asked for: what was said here, and nothing that it would take for said. */
export function toServerRequest(request: ReasonRequest, { tree, keep }: Pick<ReasonFlags, "tree" | "keep">, about: { readonly premise: string; readonly model: string }): object {
  const { question, choices, temperature, ...simple } = request;
  const said = Object.fromEntries(Object.entries(simple).filter(([name, value]) => name !== "tree" && value !== null && value !== defaultRequest[name as keyof typeof defaultRequest]));
  return {
    kind: "reason", model: about.model, question, premise: about.premise, ...(choices === undefined ? {} : { choices }),
    ...(temperature === defaultRequest.temperature ? {} : { temperature }), ...said, ...(tree === undefined ? {} : { tree: { width: tree, ...(keep === undefined ? {} : { keep }) } }),
  };
}

function refuseIdle(flags: ReasonFlags): void {
  const refuse = (flag: string, problem: string): never => {
    throw invalid(flag, `${problem}; leave it out`, "reason");
  };
  if (flags.keep !== undefined && flags.tree === undefined) refuse("--keep", "it says how many leaves of a tree stay, and needs --tree");
  if (flags.documents !== undefined && flags.tree !== undefined) refuse("--documents", "in a tree of drafts nothing is looked up");
  const idle = findIdle(flags);
  if (idle !== null) refuse(`--${idle.option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, idle.problem);
}
