/** @module A route as data: what it takes, what it may answer, and how it plans. */
import type { z } from "zod";
import type { Scope } from "../../store/store.ts";
import type { AskedModel } from "../models/served.ts";
import type { Plan } from "./plan.ts";

export type RouteRequest<B> = {
  readonly body: B;
  /** As it came; for passing on. */
  readonly text: string;
  readonly query: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  /** The model of the address `/m/{model}/...`, or null. */
  readonly addressed: AskedModel | null;
  readonly requestId: string;
  /** Of the key that asks; null where none is needed. */
  readonly keyId: string | null;
};

export type Route<B = unknown> = {
  readonly method: "get" | "post" | "delete";
  /** In Hono's form, `:name` for a parameter. */
  readonly path: string;
  readonly summary: string;
  readonly tag: "OpenAI" | "Tokenizer" | "Premise" | "Operation";
  /** What a key must be allowed; null: anyone may. */
  readonly scope: Scope | null;
  /** Whether it is served under `/m/{model}` too. */
  readonly perModel: boolean;
  /** Whether what it answers is, or may hold, a model's text: then an answer without an author is a failure. */
  readonly givesText: boolean;
  readonly body: z.ZodType<B> | null;
  readonly query?: z.ZodObject;
  readonly answer: { readonly description: string; readonly schema?: z.ZodType; readonly type?: string; readonly streams?: boolean; /** What a 202 means, where there may be one. */ readonly accepted?: string };
  /** Statuses of errors beyond those that every route has. */
  readonly errors?: readonly number[];
  readonly plan: (request: RouteRequest<B>) => Plan | Promise<Plan>;
};

/** Keeps the body's type between schema and plan, and forgets it for the list of all routes. */
export function route<B>(definition: Route<B>): Route {
  return definition as unknown as Route;
}
