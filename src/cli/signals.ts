/** @module What stops the program: the first signal asks it to wind up, a later one ends it at once. */

export type StopActions = { readonly windUp: () => void; readonly leave: (code: number) => void };

/** One Ctrl-C may come twice within this time: a terminal sends it to the whole group, and npm passes it on. */
const sameSignalSeconds = 1;

/** A handler of signals, given the exit code of each; `seconds` is a clock that only moves forward. */
export function createStopper(seconds: () => number, actions: StopActions): (code: number) => void {
  let first: number | null = null;
  return (code) => {
    if (first === null) {
      first = seconds();
      actions.windUp();
    } else if (seconds() - first >= sameSignalSeconds) {
      actions.leave(code);
    }
  };
}
