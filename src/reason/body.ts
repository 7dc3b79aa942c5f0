/** @module The body of a reasoning run, for an engine of durable runs: from what the run keeps to what it reasons with. */
import * as z from "zod";
import { PremiseError } from "../errors/premise-error.ts";
import { type Premise, premiseSchema } from "../premises/schema.ts";
import type { RunBody } from "../runs/run.ts";
import { reason, type ReasonDeps } from "./reason.ts";
import { parseReasonRequest, type ReasonRequest } from "./request.ts";
import type { ReasonResult } from "./result.ts";

/** What a run keeps, as JSON: all that its steps are a function of, beside the predictor. */
export type ReasonInput = {
  readonly request: ReasonRequest;
  readonly premise: Premise;
  /** A model reference. */
  readonly model: string;
  /** A folder of documents that the predicted person may look things up in. */
  readonly documents: string | null;
  /** Identities by name of the resources that the run began with. */
  readonly resources: Readonly<Record<string, string>>;
  /** Id of the key that asked a server for it, and pays for what is done after a restart too. */
  readonly key?: string | null | undefined;
};

const schema = z.strictObject({ request: z.unknown(), premise: premiseSchema, model: z.string(), documents: z.string().nullable(), resources: z.record(z.string(), z.string()), key: z.string().nullable().optional() });

/** @throws PremiseError `usage/invalid-argument` for what no version of this package has recorded. */
export function parseReasonInput(value: unknown): ReasonInput {
  const result = schema.safeParse(value);
  if (!result.success) throw new PremiseError("usage/invalid-argument", { argument: result.error.issues[0]?.path.join(".") || "input", problem: result.error.issues[0]?.message ?? "", command: "reason" });
  return { ...result.data, request: parseReasonRequest(result.data.request) };
}

/** `open` finds the predictor and the resources that the input names, and refuses others. */
export function createReasonBody(open: (input: ReasonInput, run: string) => Promise<Omit<ReasonDeps, "premise">>): RunBody {
  return async (value, steps): Promise<ReasonResult> => {
    const input = parseReasonInput(value);
    return await reason(input.request, { ...(await open(input, steps.run)), premise: input.premise }, steps);
  };
}
