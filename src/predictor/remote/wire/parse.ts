/** @module Reads an answer by its schema, or says what is wrong with it. */
import type { z } from "zod";
import { invalidAnswer, type Place } from "../transport/failure.ts";

/** @throws PremiseError `remote/invalid-answer`. */
export function parseAnswer<T extends z.ZodType>(schema: T, answer: unknown, place: Place, path: string): z.output<T> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalidAnswer(place, path, `${issue?.path.join(".") || "the answer"}: ${issue?.message ?? "invalid"}`);
}
