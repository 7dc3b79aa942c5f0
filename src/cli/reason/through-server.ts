/** @module A reasoning in the server that runs on the data directory, which has its models and its store. */
import { createParser } from "eventsource-parser";
import { PremiseError } from "../../errors/premise-error.ts";
import { type ErrorCode, errorTable } from "../../errors/table.ts";
import type { ReasonProgress } from "../../reason/job.ts";
import type { ReasonResult } from "../../reason/result.ts";
import type { RunningServer } from "../serve/directory.ts";

export type ServerRun = {
  /** Below `/premise/v1/runs`, such as "" or "/ID/resume". */
  readonly path: string;
  readonly body: object;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReasonProgress) => void;
};

/** @throws PremiseError what the server answers with; `store/unavailable` when it does not. The run of a client that goes away can be resumed. */
export async function reasonThroughServer({ url, token }: RunningServer, { path, body, signal, onProgress }: ServerRun): Promise<ReasonResult> {
  const lost = (cause: unknown): PremiseError => new PremiseError(signal.aborted ? "interrupted" : "store/unavailable", { problem: `the running server at ${url} does not answer` }, { cause });
  const answer = await fetch(`${url}/premise/v1/runs${path}`, { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body: JSON.stringify({ ...body, stream: true }), signal }).catch((error: unknown) => {
    throw lost(error);
  });
  if (!answer.ok || answer.body === null) throw toError(((await answer.json()) as { error?: WireError }).error);
  let result: ReasonResult | null = null;
  const failures: PremiseError[] = [];
  const parser = createParser({ onEvent: ({ event, data }) => {
    if (event === "progress") onProgress(JSON.parse(data) as ReasonProgress);
    if (event === "result") result = JSON.parse(data) as ReasonResult;
    if (event === "error") failures.push(toError((JSON.parse(data) as { error?: WireError }).error));
  } });
  const decoder = new TextDecoder();
  try {
    for await (const piece of answer.body) parser.feed(decoder.decode(piece as Uint8Array, { stream: true }));
  } catch (error) {
    throw lost(error);
  }
  if (failures[0] !== undefined) throw failures[0];
  if (result === null) throw lost(null);
  return result;
}

type WireError = { readonly message?: string; readonly code?: string | null };

/** What OpenAI has other names for. */
const ours: ReadonlyMap<string, readonly ErrorCode[]> = new Map<string, readonly ErrorCode[]>([
  ["model_not_found", ["model/unknown", "gateway/model-not-found"]], ["context_length_exceeded", ["predictor/context-too-long"]], ["invalid_value", ["gateway/invalid-request"]],
]);

/** The server's own words, under its code where we know that. */
export function toError({ message = "", code = null }: WireError = {}): PremiseError {
  const name = code ?? "";
  for (const known of ours.get(name) ?? (Object.hasOwn(errorTable, name) ? [name as ErrorCode] : [])) {
    const details = readDetails(errorTable[known].message, message);
    if (details !== null) return new PremiseError(known, details);
  }
  return new PremiseError("store/unavailable", { problem: `the running server answered: ${message}` });
}

/** What stands in the places of a row's message, since the wire has the message alone; null where it is not that row's. */
function readDetails(row: string, message: string): Readonly<Record<string, string>> | null {
  const parts = row.split(/\{(\w+)\}/);
  const pattern = parts.map((part, i) => (i % 2 === 1 ? "(.*?)" : part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))).join("");
  const found = new RegExp(`^${pattern}$`, "s").exec(message);
  return found === null ? null : Object.fromEntries(parts.filter((_, i) => i % 2 === 1).map((name, i) => [name, found[i + 1] ?? ""]));
}
