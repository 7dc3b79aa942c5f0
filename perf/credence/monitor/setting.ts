/** @module What the simulations of the monitor and of resampling are set to. */
export const setting = {
  seed: 20261127,
  /** The false alarms that are allowed, of runs; and the steps of a run. */
  alpha: 0.05,
  steps: 50,
  /** A switch counts as caught when the alarm comes at one of this many steps, its own the first. */
  within: 10,
  aurocs: [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99],
  /** Human runs that a fitted limit is taken from. */
  calibrationRuns: 1000,
  /** Of the tried contexts: their share of AI authors, the limit on it among accepted texts, and the numbers of tries. */
  prior: 0.3,
  limit: 0.1,
  tries: [1, 2, 4, 8, 16],
  /** Labelled contexts, half by AIs: those that a limit is fitted to, and those that an audit is read against. */
  calibrationContexts: 4000,
  auditContexts: 20_000,
} as const;

/** The longest run: one that switches at the last step is watched to the end of its chance to be caught. */
export const longest: number = setting.steps + setting.within - 1;

/** After each cell: says how far it is, and lets an interrupt through. */
export type Progress = (line: string) => Promise<void>;
