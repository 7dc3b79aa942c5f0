/** @module Asks the server that runs on the data directory, as its administrator. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { RunningServer } from "./directory.ts";

/** OpenAI's error. */
export type ServerError = { readonly message: string; readonly code: string };

/** @param toError what a refusal is told as; by default that the server refused. @throws PremiseError `store/unavailable`, or what `toError` makes. */
export async function askServer({ url, token }: RunningServer, method: string, path: string, toError?: (error: ServerError) => PremiseError, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) };
  const answer = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }).catch((error: unknown) => {
    throw new PremiseError("store/unavailable", { problem: `the running server at ${url} does not answer` }, { cause: error });
  });
  const value = (await answer.json()) as { readonly error?: ServerError };
  if (answer.ok) return value;
  const { message = "", code = "" } = value.error ?? {};
  throw toError?.({ message, code }) ?? new PremiseError("store/unavailable", { problem: `the running server answered ${answer.status}: ${message}` });
}
