/** @module What is done with a thought that a credence speaks against: the policies, as data. */

export const policyNames = ["none", "stop", "resample", "re-anchor", "panel"] as const;
export type PolicyName = (typeof policyNames)[number];

/**
 * `refused`: what follows when the last try of a thought is refused. `keep`: nothing is refused, only watched. `stop`: the run ends without an answer.
 * `return`: back to before the last kept thought, the human setting is restated, and it goes on from there. `next-person`: another of the people speaks; when all were refused, the run ends.
 */
export type Policy = {
  readonly name: PolicyName;
  /** Whether a thought is drawn again, as often as the request says. */
  readonly redraws: boolean;
  readonly refused: "keep" | "stop" | "return" | "next-person";
};

const all: Readonly<Record<PolicyName, Policy>> = {
  none: { name: "none", redraws: false, refused: "keep" },
  stop: { name: "stop", redraws: false, refused: "stop" },
  resample: { name: "resample", redraws: true, refused: "stop" },
  "re-anchor": { name: "re-anchor", redraws: false, refused: "return" },
  panel: { name: "panel", redraws: false, refused: "next-person" },
};

export function findPolicy(name: PolicyName): Policy {
  return all[name];
}
