/** @module Waiting that can be called off, for work that goes on for others. */
import { PremiseError } from "../errors/premise-error.ts";

/** What `promise` gives, unless `signal` aborts before that. @throws what `refuse` makes of the signal, by default `interrupted`. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined, refuse: (signal: AbortSignal) => PremiseError = () => new PremiseError("interrupted")): Promise<T> {
  if (signal === undefined) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(refuse(signal));
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
