/** @module Makes console output fail a test, outside cli/ and scripts/. */
import { afterEach, beforeEach, expect } from "vitest";

const methods = ["log", "info", "warn", "error", "debug", "trace", "table", "dir"] as const;
const said: string[] = [];

for (const method of methods) {
  const original = console[method].bind(console) as (...values: unknown[]) => void;
  console[method] = (...values: unknown[]): void => {
    said.push(`console.${method}(${values.map(String).join(" ").slice(0, 200)})`);
    original(...values);
  };
}

beforeEach(() => {
  failWhenSaid("while the file was loaded or between tests");
});

afterEach(() => {
  failWhenSaid("in this test");
});

function failWhenSaid(when: string): void {
  const lines = said.splice(0);
  const path = expect.getState().testPath ?? "";
  if (lines.length === 0 || /\/(src\/cli|scripts)\//.test(path)) return;
  throw new Error(`Console output ${when}: ${lines.join("; ")}`);
}
