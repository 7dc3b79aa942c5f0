import { expect, it } from "vitest";
import { createFixedClock, systemClock } from "./clock.ts";

it("the fixed clock stands still, or moves on by its step at each look", () => {
  const date = new Date("2020-01-02T03:04:05Z");
  const still = createFixedClock(date);
  expect([still.now(), still.seconds(), still.seconds()]).toEqual([date, 0, 0]);
  const stepping = createFixedClock(date, 0.5);
  expect([stepping.seconds(), stepping.seconds(), stepping.now()]).toEqual([0.5, 1, date]);
});

it("the system clock never goes back", () => {
  const looks = Array.from({ length: 1000 }, () => systemClock.seconds());
  expect(looks.every((look, i) => look >= (looks[i - 1] ?? look))).toBe(true);
  expect(systemClock.now()).toBeInstanceOf(Date);
});
