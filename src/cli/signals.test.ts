import { expect, it } from "vitest";
import { createStopper } from "./signals.ts";

it("takes signals within a second as one, and leaves at a later one", () => {
  const done: (string | number)[] = [];
  let now = 100;
  const stop = createStopper(() => now, { windUp: () => done.push("wind up"), leave: (code) => done.push(code) });
  stop(130);
  stop(130);
  now = 100.9;
  stop(143);
  expect(done).toEqual(["wind up"]);
  now = 101.5;
  stop(130);
  expect(done).toEqual(["wind up", 130]);
});
