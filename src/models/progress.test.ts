import { expect, test } from "vitest";
import { estimateSecondsLeft, renderDuration, renderProgress } from "./progress.ts";

test("time left counts only what was fetched now", () => {
  expect(estimateSecondsLeft({ bytes: 60, total: 100, resumed: 40, seconds: 2 })).toBe(4);
  expect(estimateSecondsLeft({ bytes: 40, total: 100, resumed: 40, seconds: 2 })).toBeNull();
  expect(estimateSecondsLeft({ bytes: 50, total: 100, resumed: 40, seconds: 0 })).toBeNull();
});

test("one line, with a bar as long as the share", () => {
  expect(renderProgress("m", { bytes: 5e7, total: 1e8, resumed: 0, seconds: 2 }, 10)).toBe("m █████░░░░░  50 %  50 of 100 MB  25 MB/s  2 s left");
  expect(renderProgress("m", { bytes: 0, total: 1e8, resumed: 0, seconds: 0 }, 4)).toBe("m ░░░░   0 %  0.0 of 100 MB");
  expect(renderProgress("m", { bytes: 1e8, total: 1e8, resumed: 0, seconds: 2 }, 4)).toContain("100 %");
});

test("durations are read at a glance", () => {
  expect([0.2, 59, 61, 3599.5, 3700].map(renderDuration)).toEqual(["1 s", "59 s", "1 min 01 s", "1 h 00 min", "1 h 01 min"]);
});
