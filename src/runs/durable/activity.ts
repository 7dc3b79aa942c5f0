/** @module How much is under way within DBOS, so that it is not shut down under it: it would record its own failure as that of a step. */

export type Activity = {
  readonly begin: () => void;
  readonly end: () => void;
  /** Whether nothing was under way within the time. */
  readonly waitUntilQuiet: (ms: number) => Promise<boolean>;
};

export function createActivity(): Activity {
  let count = 0;
  let quiet = Promise.withResolvers<boolean>();
  return {
    begin: () => void count++,
    end: () => {
      count--;
      if (count > 0) return;
      quiet.resolve(true);
      quiet = Promise.withResolvers();
    },
    waitUntilQuiet: async (ms) => {
      if (count === 0) return true;
      const timer = setTimeout(() => quiet.resolve(false), ms);
      try {
        return await quiet.promise;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
