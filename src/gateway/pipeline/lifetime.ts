/** @module When the server stops: it takes nothing new, lets what is under way end, and ends the rest after a while. */
import { PremiseError } from "../../errors/premise-error.ts";

export type Lifetime = {
  readonly isStopping: () => boolean;
  /** Aborted when waiting is over. */
  readonly killed: AbortSignal;
  /** Counts a request until the returned function is called. @throws PremiseError `gateway/stopping`. */
  readonly enter: () => () => void;
  readonly active: () => number;
  /** Resolves when nothing is under way any more, having ended it where it took longer than `seconds`. */
  readonly stop: (seconds: number) => Promise<void>;
};

export function createLifetime(): Lifetime {
  const killing = new AbortController();
  const empty = Promise.withResolvers<void>();
  let active = 0;
  let stopping = false;
  return {
    isStopping: () => stopping,
    killed: killing.signal,
    active: () => active,
    enter() {
      if (stopping) throw new PremiseError("gateway/stopping");
      active++;
      let inside = true;
      return () => {
        if (inside) active--;
        inside = false;
        if (stopping && active === 0) empty.resolve();
      };
    },
    async stop(seconds) {
      stopping = true;
      if (active === 0) return;
      const timer = setTimeout(() => killing.abort(new PremiseError("gateway/stopped", { problem: "the server stops" })), seconds * 1000);
      await empty.promise;
      clearTimeout(timer);
    },
  };
}
