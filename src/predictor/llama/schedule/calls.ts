/** @module The calls that a lane has, by their ids: how they come, wait and end. */
import type { PremiseError } from "../../../errors/premise-error.ts";
import type { Call } from "./call.ts";

export class Calls {
  readonly #calls = new Map<number, Call>();
  readonly #onOver: (call: Call) => void;

  /** @param onOver frees what the lane still holds for a call. */
  constructor(onOver: (call: Call) => void) {
    this.#onOver = onOver;
  }

  get size(): number { return this.#calls.size; }

  /** Those that have a task left and whose users want more, as they came. */
  *waiting(): Generator<Call, undefined> {
    for (const call of this.#calls.values()) if (call.next !== null && !call.paused) yield call;
  }

  add(call: Call): void {
    this.#calls.set(call.id, call);
    // It may have nothing to do.
    call.endIfDone();
    this.#removeIfOver(call);
  }

  /** Ends a call at once; nothing for one that is not there. */
  cancel(id: number, reason: PremiseError): void {
    const call = this.#calls.get(id);
    if (call !== undefined) this.fail(call, reason);
  }

  /** The user of a call has more events waiting than it should (`true`), or read them: what it has begun goes on, and nothing more of it begins. */
  pause(id: number, paused: boolean): void {
    const call = this.#calls.get(id);
    if (call !== undefined) call.paused = paused;
  }

  /** The others come before it. */
  moveToEnd(call: Call): void {
    if (this.#calls.delete(call.id)) this.#calls.set(call.id, call);
  }

  fail(call: Call, error: PremiseError): void {
    call.fail(error);
    this.#removeIfOver(call);
  }

  /** One of its tasks is finished. */
  finish(call: Call): void {
    call.finish();
    this.#removeIfOver(call);
  }

  #removeIfOver(call: Call): void {
    if (call.over && this.#calls.delete(call.id)) this.#onOver(call);
  }
}
