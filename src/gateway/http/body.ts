/** @module Reads a request's body: bounded in length and time, UTF-8, JSON, then its schema. */
import { z } from "zod";
import { suggestNearest } from "../../errors/nearest.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import type { Deadlines } from "./deadlines.ts";

export type BodyLimits = { readonly bodyBytes: number; readonly bodySeconds: number };

/** The body's bytes, its text, and what it holds. */
export type JsonBody = { readonly bytes: Uint8Array; readonly text: string; readonly value: unknown };

/** @throws PremiseError `gateway/wrong-type`, `gateway/body-too-large`, `gateway/body-too-slow`, `gateway/not-text`, `gateway/not-json`. */
export async function readJson(request: Request, limits: BodyLimits, deadlines: Deadlines): Promise<JsonBody> {
  const type = request.headers.get("content-type") ?? "application/json";
  if (!/^application\/(?:[\w.+-]*\+)?json\s*(?:;|$)/i.test(type)) throw new PremiseError("gateway/wrong-type", { type: type.slice(0, 100) });
  const bytes = await readBytes(request, limits, deadlines);
  const text = decode(bytes);
  try {
    return { bytes, text, value: JSON.parse(text) as unknown };
  } catch (error) {
    throw new PremiseError("gateway/not-json", { problem: (error as Error).message.slice(0, 200) });
  }
}

async function readBytes(request: Request, { bodyBytes, bodySeconds }: BodyLimits, deadlines: Deadlines): Promise<Uint8Array> {
  const told = Number(request.headers.get("content-length") ?? 0);
  if (told > bodyBytes) throw new PremiseError("gateway/body-too-large", { limit: bodyBytes });
  const reading = told > 0 ? readWhole(request) : readPieces(request, bodyBytes);
  return await deadlines.limit(reading, bodySeconds, () => new PremiseError("gateway/body-too-slow", { seconds: bodySeconds }));
}

/** Its length was told and is within the limit; the server takes no more than was told. */
async function readWhole(request: Request): Promise<Uint8Array> {
  return new Uint8Array(await request.arrayBuffer());
}

async function readPieces(request: Request, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of request.body ?? []) {
    length += piece.length;
    if (length > limit) throw new PremiseError("gateway/body-too-large", { limit });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new PremiseError("gateway/not-text");
  }
}

/** @throws PremiseError `gateway/unsupported`, `gateway/invalid-request`, which name the member. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = deepest(parsed.error.issues[0] as z.core.$ZodIssue);
  const param = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const full = [...issue.path, key].join(".");
    throw new PremiseError("gateway/invalid-request", { param: full, problem: `There is no member ${full}${suggestNearest(key, knownKeys(schema))}` });
  }
  const unsupported = /^is not supported: (.*); leave it out$/.exec(issue.message);
  if (unsupported !== null) throw new PremiseError("gateway/unsupported", { param, problem: unsupported[1] ?? "" });
  throw new PremiseError("gateway/invalid-request", { param: param === "" ? "the body" : param, problem: `${param === "" ? "The body" : param}: ${issue.message}` });
}

/** Of a union's branches, the problem of the one that came furthest; the union's own where none came further. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors.flatMap((branch) => branch.slice(0, 1)).map(deepest).filter(({ path }) => path.length > 0);
  const furthest = inner.sort((a, b) => b.path.length - a.path.length)[0];
  return furthest === undefined ? issue : { ...furthest, path: [...issue.path, ...furthest.path] };
}

function knownKeys(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape as Record<string, unknown>) : [];
}
