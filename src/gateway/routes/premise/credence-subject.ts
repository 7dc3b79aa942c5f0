/** @module What the credence of a text is asked about, from the members of its request: each has an effect, or is refused. */
import { PremiseError } from "../../../errors/premise-error.ts";
import type { Premise } from "../../../premises/schema.ts";
import type { CredenceRequest } from "../../../protocol/premise/requests.ts";
import type { GatewayDeps } from "../../deps.ts";
import type { AskedModel } from "../../models/served.ts";

export type CredenceSubject =
  /** The text by itself. */
  | { readonly kind: "text" }
  | { readonly kind: "premise"; readonly premise: Premise; readonly question: string }
  /** Both documents as text; without a contrast only the free channels are read. */
  | { readonly kind: "pair"; readonly context: string; readonly contrast: string | null };

/** @throws PremiseError `gateway/invalid-request` with the member, `premise/unknown`. */
export function toSubject({ premises }: Pick<GatewayDeps, "premises">, asked: AskedModel, body: CredenceRequest): CredenceSubject {
  const { mode, question, context, contrast } = body;
  if (asked.temperature !== undefined) throw invalid("model", "credences are of texts that were drawn plainly; leave ?temperature= out");
  const named = { premise: body.premise, model: asked.premise, question };
  if (mode === "observed") {
    refuseGiven({ ...named, tokens: body.tokens, context, contrast }, "mode observed reads a text by itself; leave it out");
    return { kind: "text" };
  }
  if (context !== undefined) {
    refuseGiven(named, "the context stands in place of a premise; leave one of the two out");
    return { kind: "pair", context, contrast: contrast ?? null };
  }
  refuseGiven({ contrast }, "it needs the context whose contrast it is");
  const id = body.premise ?? asked.premise;
  if (id === undefined) throw invalid("premise", "mode sampled needs a premise with its question, or a context: the document that the text was drawn after");
  if (question === undefined) throw invalid("question", "mode sampled needs the question that the premise was asked");
  return { kind: "premise", premise: premises.find(id), question };
}

function refuseGiven(members: Readonly<Record<string, unknown>>, problem: string): void {
  const given = Object.keys(members).find((name) => members[name] !== undefined);
  if (given !== undefined) throw invalid(given, problem);
}

function invalid(param: string, problem: string): PremiseError {
  return new PremiseError("gateway/invalid-request", { param, problem: `${param}: ${problem}` });
}
