/** @module Time as an argument: a clock that tests can hold still. */

export interface Clock {
  /** The date, for records. */
  now(): Date;
  /** Seconds since some fixed start; never goes back. For durations. */
  seconds(): number;
}

export const systemClock: Clock = { now: () => new Date(), seconds: () => performance.now() / 1000 };

/** A clock that stands at `date`, each look at `seconds` moving on by `step`. */
export function createFixedClock(date: Date, step = 0): Clock {
  let elapsed = 0;
  return { now: () => date, seconds: () => (elapsed += step) };
}
