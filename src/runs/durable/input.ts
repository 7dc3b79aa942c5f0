/** @module What is kept of a durable run beside its steps: all that its body needs to be run again from the top, and how it ended. */
import { z } from "zod";
import { type ErrorWire, fromWire, isPremiseError, type PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import { errorTable } from "../../errors/table.ts";
import type { Step } from "../../protocol/results.ts";
import { toJson } from "../../random/json.ts";
import type { RunJob } from "../engine.ts";
import type { RunHeader } from "../run.ts";
import { damaged } from "../step.ts";

/** The argument of the workflow. */
export type RunInput = { readonly header: RunHeader; readonly input: unknown; readonly fingerprint: string | null; readonly known: readonly Step[] };

/** What the workflow gives: the result, and the end that the steps are checked against. */
export type RunOutput = { readonly result: unknown; readonly steps: number; readonly last: string | null };

const header = z.strictObject({ id: z.string(), kind: z.string(), startedAt: z.string(), title: z.string(), version: z.string() });
const inputSchema = z.tuple([z.strictObject({ header, input: z.unknown(), fingerprint: z.string().nullable(), known: z.array(z.unknown()) })]);
const outputSchema = z.strictObject({ result: z.unknown(), steps: z.number(), last: z.string().nullable() });

/** DBOS keeps our JSON, infinite numbers included, in place of its own format. */
export const serializer = {
  name: (): string => "premise_json",
  stringify: (value: unknown): string => toJson(value ?? null),
  parse: (text: string | null | undefined): unknown => (text === null || text === undefined ? null : JSON.parse(text)),
};

/** @throws PremiseError `run/damaged`. */
export function parseInput(run: string, text: string | null): RunInput {
  const [input] = parse(run, "its input", inputSchema, text) as [RunInput];
  if (input.header.id !== run) throw damaged(run, 0, "its input is another run's");
  return input;
}

/** @throws PremiseError `run/damaged`. */
export function parseOutput(run: string, text: string | null): RunOutput {
  return parse(run, "its end", outputSchema, text) as RunOutput;
}

export function toJob({ header, input, fingerprint }: RunInput): RunJob {
  return { kind: header.kind, title: header.title, input, fingerprint };
}

/** As it will be read back. @throws PremiseError `input/not-a-number`. */
export function copyInput(input: RunInput): RunInput {
  return JSON.parse(toJson({ ...input, input: input.input ?? null })) as RunInput;
}

function parse(run: string, what: string, schema: z.ZodType, text: string | null): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text ?? "");
  } catch {
    throw damaged(run, 0, `${what} is no JSON`);
  }
  if (!schema.safeParse(value).success) throw damaged(run, 0, `${what} does not have its shape`);
  return value;
}

/** Without its cause and its stack, which are nobody's business in a database. */
export function toStored(error: unknown): PremiseError {
  return fromWire(toPremiseError(error).toJSON());
}

/** What a body threw, from the record of it. */
export function fromStored(error: unknown): unknown {
  if (isPremiseError(error)) return error;
  const { code, message, details } = (error ?? {}) as Readonly<Record<string, unknown>>;
  const isOurs = typeof code === "string" && code in errorTable && typeof details === "object";
  return isOurs ? fromWire({ code, message, details } as ErrorWire) : error;
}
