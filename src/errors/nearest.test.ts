import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { suggestNearest } from "./nearest.ts";

const known = ["gemma-3-270m", "smollm2-135m-instruct", "qwen2.5-coder-0.5b-instruct", "qwen2.5-coder-1.5b-instruct"];

describe("suggestNearest", () => {
  it.each([
    ["gema-3-270m", "gemma-3-270m"],
    ["GEMMA-3-270M", "gemma-3-270m"],
    ["smollm2", "smollm2-135m-instruct"],
    ["qwen2.5-coder-1.5-instruct", "qwen2.5-coder-1.5b-instruct"],
  ])("for %s suggests %s, or nothing that is far", (name, nearest) => {
    expect([` (did you mean "${nearest}"?)`, ""]).toContain(suggestNearest(name, known));
  });

  it("suggests the nearest by number of changes", () => {
    expect(suggestNearest("gema-3-270m", known)).toBe(' (did you mean "gemma-3-270m"?)');
    expect(suggestNearest("qwen2.5-coder-1.5-instruct", known)).toBe(' (did you mean "qwen2.5-coder-1.5b-instruct"?)');
  });

  it("suggests nothing when nothing is near, or nothing is known", () => {
    expect(suggestNearest("zzzzzzzzzzzz", known)).toBe("");
    expect(suggestNearest("a", [])).toBe("");
  });

  it("finds any known name again after one change", () => {
    const change = fc.record({ name: fc.constantFrom(...known), at: fc.nat(8), letter: fc.constantFrom("x", "") });
    fc.assert(
      fc.property(change, ({ name, at, letter }) => {
        const typed = name.slice(0, at) + letter + name.slice(at + 1);
        expect(suggestNearest(typed, known)).toMatch(/^ \(did you mean "/);
      }),
    );
  });

  it("does not depend on the order of the known names", () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 6 }), { minLength: 1 }), fc.string({ maxLength: 6 }), (names, name) => {
      expect(suggestNearest(name, names)).toBe(suggestNearest(name, names.toReversed()));
    }));
  });
});
