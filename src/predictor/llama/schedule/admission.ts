/** @module Which waiting task gets a place next: calls take turns by the tokens they were given, and short tasks have cells of their own beside long ones. */
import type { Call } from "./call.ts";
import type { Calls } from "./calls.ts";
import type { Task } from "./task.ts";

export type AdmissionParts = {
  readonly calls: Calls;
  /** Cells kept free for tasks that need no more than this, so that they need not wait until a long one ends. */
  readonly shortCells: number;
  /** Makes room for the task and `others` cells beside it; how many of its tokens are new, or null. */
  readonly reserve: (tokens: readonly number[], others: number) => number | null;
};

/** `missing`: tokens to evaluate for it, those included that are evaluated again for their logits. */
export type Admitted = { readonly call: Call; readonly task: Task; readonly missing: number; /** Cells that it holds of those kept for short tasks. */ readonly short: number };

export class Admission {
  readonly #parts: AdmissionParts;
  /** How far the least served call is: where a new call begins, so that it neither waits for old ones nor holds them up. */
  #clock = 0;
  #shortHeld = 0;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /**
   * The next task that fits, taken from its call, or null. `growth` cells are promised to tasks at work.
   * @param isWanted whether to give this call another place now.
   */
  admit(growth: number, isWanted: (call: Call, task: Task) => boolean): Admitted | null {
    let isBlocked = false;
    const waiting = Array.from(this.#parts.calls.waiting(), (call) => ({ call, task: call.next as Task, served: (call.served ??= this.#clock) }));
    for (const { call, task, served } of waiting.sort((a, b) => a.served - b.served)) {
      if (!isWanted(call, task)) continue;
      const admitted = this.#place(task, growth, isBlocked);
      // One that found no place is not overtaken, save by what fits beside it.
      if (admitted === null) isBlocked = true;
      else {
        call.take();
        this.#clock = Math.max(this.#clock, served);
        const missing = Math.max(admitted.missing, task.tokens.length - task.outputsFrom);
        call.served = served + 1 + missing + task.growth;
        return { call, task, missing, short: admitted.short };
      }
    }
    return null;
  }

  /** A task that held `short` cells is done. */
  leave(short: number): void {
    this.#shortHeld -= short;
  }

  #place(task: Task, growth: number, isBlocked: boolean): { missing: number; short: number } | null {
    const most = task.tokens.length + task.growth;
    const left = this.#parts.shortCells - this.#shortHeld;
    if (most <= left) {
      const missing = this.#parts.reserve(task.tokens, task.growth + growth);
      if (missing === null) return null;
      this.#shortHeld += most;
      return { missing, short: most };
    }
    if (isBlocked) return null;
    const missing = this.#parts.reserve(task.tokens, task.growth + growth + left);
    return missing === null ? null : { missing, short: 0 };
  }
}
