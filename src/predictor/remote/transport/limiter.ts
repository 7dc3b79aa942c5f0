/** @module At most so many at once; who waits can be called off. */
import { abortReason } from "./failure.ts";

export interface Limiter {
  /** Waits for a place and returns what gives it back. Rejects with the signal's reason (`interrupted`) when that aborts first. */
  enter(signal: AbortSignal): Promise<() => void>;
}

export function createLimiter(limit: number): Limiter {
  const waiting: (() => void)[] = [];
  let taken = 0;
  const leaveOnce = (): (() => void) => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = waiting.shift();
      if (next === undefined) taken--;
      else next();
    };
  };
  return {
    async enter(signal) {
      if (signal.aborted) throw abortReason(signal);
      if (taken < limit) {
        taken++;
        return leaveOnce();
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(resolve), 1);
        reject(abortReason(signal));
      };
      waiting.push(resolve);
      signal.addEventListener("abort", giveUp, { once: true });
      await promise.finally(() => signal.removeEventListener("abort", giveUp));
      return leaveOnce();
    },
  };
}
