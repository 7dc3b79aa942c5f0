/** @module Branches that nobody works on, kept for later by use. */
import type { Branch } from "./run.ts";

export class IdleBranches {
  readonly #branches = new Set<Branch>();
  /** Tokens evaluated so far: the time by which branches grow old. */
  #time = 0;

  get size(): number { return this.#branches.size; }

  /** Kept until `keepFor` more tokens have been evaluated without it; asked anew each time, since it may change. */
  add(branch: Branch, keepFor: () => number): void {
    branch.idle = true;
    branch.keepFor = keepFor;
    this.use(branch);
    this.#branches.add(branch);
  }

  use(branch: Branch): void { branch.lastUse = this.#time; }
  delete(branch: Branch): void { this.#branches.delete(branch); }
  clear(): void { this.#branches.clear(); }

  oldest(): Branch | undefined {
    let oldest: Branch | undefined;
    for (const branch of this.#branches) if (oldest === undefined || branch.lastUse < oldest.lastUse) oldest = branch;
    return oldest;
  }

  /** Time passes. @returns those that will have been kept long enough in `ahead` tokens. */
  age(tokens: number, ahead: number): Branch[] {
    this.#time += tokens;
    return [...this.#branches].filter(({ lastUse, keepFor }) => this.#time + ahead - lastUse > keepFor());
  }
}
