/** @module `premise score`: JSONL in, JSONL out, in order, an error for the line that has one. */
import { z } from "zod";
import { isPremiseError, PremiseError } from "../errors/premise-error.ts";
import type { ErrorCode } from "../errors/table.ts";
import type { CallOptions, Predictor } from "../predictor/predictor.ts";
import { scoreTexts, type TextOutcome, type TextRequest } from "./continuation.ts";

const text = z.string().refine((value) => value.isWellFormed(), "has half of a surrogate pair, which no text can hold");
/** A number that JSON cannot hold exactly would come back as another one. */
const exact = z.number().refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), "must be written in quotes: as a number it is not kept exactly");
const lineSchema = z.strictObject({ id: z.union([z.string(), exact], "must be a text or a number").nullish(), context: text, continuation: text, bos: z.boolean().optional() });

type Id = string | number | null;
export type ScoredLine = {
  readonly id: Id;
  /** Nats; null when no token has anything before it. */
  readonly logprob: number | null;
  readonly tokens: readonly { readonly text: string; readonly logprob: number | null }[];
  readonly bytes: number;
};
export type RefusedLine = { readonly id: Id; readonly error: { readonly code: ErrorCode; readonly message: string } };
export type ScoreLine = ScoredLine | RefusedLine;

type ParsedLine = { readonly id: Id; readonly request: TextRequest | PremiseError };

/** Scores each group of lines in calls of at most `limit` requests. Empty lines are skipped; `firstLine` is 1 for the first line of the input. */
export async function* scoreLines(
  predictor: Predictor,
  groups: AsyncIterable<readonly Uint8Array[]>,
  options: CallOptions & { readonly limit?: number } = {},
): AsyncIterable<ScoreLine> {
  const limit = options.limit ?? 256;
  let number = 0;
  for await (const group of groups) {
    const parsed = group.flatMap((line) => parseLine(line, ++number));
    for (let start = 0; start < parsed.length; start += limit) yield* await scoreParsed(predictor, parsed.slice(start, start + limit), options);
  }
}

async function scoreParsed(predictor: Predictor, lines: readonly ParsedLine[], options: CallOptions): Promise<ScoreLine[]> {
  const requests = lines.map((line) => line.request).filter((request): request is TextRequest => !isPremiseError(request));
  const outcomes = (await scoreTexts(predictor, requests, options))[Symbol.iterator]();
  return lines.map(({ id, request }) => (isPremiseError(request) ? refused(id, request) : toLine(id, outcomes.next().value as TextOutcome)));
}

function toLine(id: Id, outcome: TextOutcome): ScoreLine {
  if (!outcome.ok) return refused(id, outcome.error);
  const tokens = outcome.tokens.map((token) => ({ text: token.text, logprob: token.logprob }));
  return { id, logprob: outcome.logprob, tokens, bytes: outcome.bytes };
}

function parseLine(bytes: Uint8Array, line: number): ParsedLine[] {
  const decoded = decode(bytes, line);
  if (isPremiseError(decoded)) return [{ id: null, request: decoded }];
  if (decoded.trim() === "") return [];
  let value: unknown;
  try {
    value = JSON.parse(decoded);
  } catch (error) {
    return [{ id: null, request: new PremiseError("input/not-json", { line, problem: (error as Error).message }) }];
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) return [{ id: idOf(value), request: invalid(line, parsed.error) }];
  const { id, bos, context, continuation } = parsed.data;
  return [{ id: id ?? null, request: { context, continuation, want: {}, ...(bos === undefined ? {} : { bos }) } }];
}

function decode(bytes: Uint8Array, line: number): string | PremiseError {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new PremiseError("input/invalid-line", { line, problem: "its bytes are not UTF-8" });
  }
}

function idOf(value: unknown): Id {
  const id = (value as { id?: unknown } | null)?.id;
  return typeof id === "string" || exact.safeParse(id).success ? (id as string | number) : null;
}

function invalid(line: number, error: z.ZodError): PremiseError {
  const problems = error.issues.map((issue) => (issue.path.length === 0 ? issue.message : `"${issue.path.join(".")}": ${issue.message}`));
  return new PremiseError("input/invalid-line", { line, problem: problems.join("; ") });
}

function refused(id: Id, error: PremiseError): RefusedLine {
  return { id, error: { code: error.code, message: error.message } };
}
