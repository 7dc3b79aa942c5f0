/** @module What stops the program: the first signal asks it to wind up, a later one ends it at once. */

export type StopActions = { readonly windUp: () => void; readonly leave: (signal: NodeJS.Signals) => void };

/** One Ctrl-C may come twice within this time: a terminal sends it to the whole group, and npm passes it on. */
const sameSignalSeconds = 1;

/** A handler of signals; `seconds` is a clock that only moves forward. */
export function createStopper(seconds: () => number, actions: StopActions): (signal: NodeJS.Signals) => void {
  let first: number | null = null;
  return (signal) => {
    if (first === null) {
      first = seconds();
      actions.windUp();
    } else if (seconds() - first >= sameSignalSeconds) {
      actions.leave(signal);
    }
  };
}

/** Ends the process as if it had never handled the signal. `process.exit` would wait for threads, and one of them may be deep in a batch. */
export function dieOf(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
