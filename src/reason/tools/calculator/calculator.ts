/** @module A calculator: arithmetic and nothing else, worked out exactly. It evaluates no code. */
import type { Found, Resource } from "../tool.ts";
import { workOut } from "./work-out.ts";
import { writeNumber } from "./write-number.ts";

/** `name` as the premise's notes name it; default "calculator". */
export function createCalculator({ name = "calculator" }: { readonly name?: string } = {}): Resource {
  return {
    name,
    // A new number where an answer would be another one.
    identity: "calculator/1",
    ask: (query): Promise<Found> => {
      const value = workOut(query);
      return Promise.resolve(typeof value === "string" ? { text: "", citations: [], note: `no result: ${value}` } : { text: writeNumber(value), citations: [], note: null });
    },
  };
}
