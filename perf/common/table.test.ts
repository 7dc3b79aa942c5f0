import { expect, it } from "vitest";
import { toTable } from "./table.ts";

it("is Markdown that no cell can break", () => {
  expect(toTable(["what", "n"], [["P(a | b)", 2], ["two\nlines", 10]])).toBe("| what | n |\n| --- | --- |\n| P(a \\| b) | 2 |\n| two lines | 10 |");
});
