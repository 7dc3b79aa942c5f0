/** @module A profile in words, as one would speak of a person: nothing in it names a machine. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Profile, Strength } from "./profile.ts";

export type Level = "sure" | "fair" | "weak";

/** A level's interval lies wholly above this for `sure`, above guessing for `fair`; what can't be told from guessing is `weak`. */
export const sureFrom = 0.6;

export function levelOf({ interval, chance }: Pick<Strength, "interval" | "chance">): Level {
  return interval[0] >= sureFrom ? "sure" : interval[0] > chance ? "fair" : "weak";
}

const words: Readonly<Record<Level, string>> = { sure: "quick and sure at", fair: "fairly good at", weak: "slow and often wrong at" };

/** Behind "she is" or "it is": `quick and sure at adding small numbers, and slow and often wrong at multiplying large numbers`. */
export function describeStrengths({ strengths }: Pick<Profile, "strengths">): string {
  const parts = (Object.keys(words) as Level[]).flatMap((level) => {
    const doing = strengths.filter((each) => levelOf(each) === level).map((each) => each.doing);
    return doing.length === 0 ? [] : [`${words[level]} ${join(doing, ", ")}`];
  });
  if (parts.length === 0) throw new PremiseError("internal", { problem: "a profile without strengths" });
  return join(parts, "; ");
}

function join(parts: readonly string[], between: string): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(between)}${between === "; " ? ", and " : " and "}${parts.at(-1) ?? ""}`;
}
