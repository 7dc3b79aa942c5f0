/** @module Errors in OpenAI's shape: `{"error": {"message", "type", "param", "code"}}`. */
import type { PremiseError } from "../../errors/premise-error.ts";
import type { ErrorCode } from "../../errors/table.ts";
import { type Answer, plain } from "./answer.ts";

/** Codes that clients know by OpenAI's names; all others go out by ours. */
const openAiCodes: Partial<Record<ErrorCode, string>> = {
  "gateway/model-not-found": "model_not_found",
  "model/unknown": "model_not_found",
  "predictor/context-too-long": "context_length_exceeded",
  "gateway/no-key-given": "invalid_api_key",
  "gateway/invalid-key": "invalid_api_key",
  "gateway/over-budget": "insufficient_quota",
  "gateway/too-many-requests": "rate_limit_exceeded",
  "gateway/unsupported": "unsupported_parameter",
  "gateway/invalid-request": "invalid_value",
};

/** Members that errors of rooms which know of no wire are about. */
const paramOf: Partial<Record<ErrorCode, string>> = {
  "premise/unknown": "premise", "premise/no-notes": "premise", "premise/no-panel": "policy", "model/no-chat-template": "model", "reason/budget-too-small": "budget", "run/no-step": "steps",
  "usage/empty-question": "question", "usage/empty-choice": "choices", "usage/equal-choices": "choices",
};

/** `premise.runId`: the run that ended so, of an error with the detail `runId`. */
export type ErrorBody = { readonly error: { readonly message: string; readonly type: string; readonly param: string | null; readonly code: string }; readonly premise?: { readonly runId: string } };

export function toErrorBody(error: PremiseError): ErrorBody {
  const { param = paramOf[error.code], runId } = error.details;
  return { error: { message: error.message, type: error.row.type, param: param === undefined || param === "" ? null : String(param), code: openAiCodes[error.code] ?? error.code }, ...(runId === undefined ? {} : { premise: { runId: String(runId) } }) };
}

export function toErrorAnswer(error: PremiseError): Answer {
  const seconds = error.details["seconds"] ?? error.details["retryAfter"];
  const wait = error.row.status === 429 || error.row.status === 503 ? String(Math.max(1, Math.ceil(Number(seconds ?? 1)))) : null;
  return {
    ...plain(toErrorBody(error), error.row.status),
    headers: {
      ...(wait === null ? {} : { "retry-after": wait }),
      ...(error.row.status === 401 ? { "www-authenticate": 'Bearer realm="premise"' } : {}),
      ...(error.row.status === 405 ? { allow: String(error.details["allowed"] ?? "") } : {}),
      // What comes of a body that was not read to its end can't be told from the next request.
      ...(error.row.status === 413 || error.row.status === 408 ? { connection: "close" } : {}),
    },
  };
}
