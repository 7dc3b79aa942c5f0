/** @module Time limits of many short waits with one timer: a limit is kept to within a fifth of a second. */

export type Deadlines = {
  /** `promise`, or what `fail` throws when that takes longer than so many seconds. */
  readonly limit: <T>(promise: Promise<T>, seconds: number, fail: () => Error) => Promise<T>;
};

type Waiting = { left: number; readonly give: () => void };

const stepSeconds = 0.1;

export function createDeadlines(): Deadlines {
  const waiting = new Set<Waiting>();
  let timer: NodeJS.Timeout | null = null;
  const look = (): void => {
    for (const each of waiting) {
      each.left -= stepSeconds;
      if (each.left <= 0) each.give();
    }
    if (waiting.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
  return {
    limit(promise, seconds, fail) {
      return new Promise((resolve, reject) => {
        const one: Waiting = { left: seconds + stepSeconds, give: () => (waiting.delete(one), reject(fail())) };
        waiting.add(one);
        timer ??= setInterval(look, stepSeconds * 1000);
        promise.then((value) => (waiting.delete(one), resolve(value)), (error: unknown) => (waiting.delete(one), reject(error as Error)));
      });
    },
  };
}
