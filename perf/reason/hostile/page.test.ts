import { expect, it } from "vitest";
import type { Trial } from "./measure.ts";
import { renderPage, type Report } from "./page.ts";

const trial: Trial = { id: "roles-1", family: "roles", way: "document", found: true, lines: 1, cut: 0, changes: { label: 2 }, faults: { document: [], run: [], tokens: { small: [] } } };

function page(trials: readonly Trial[], models = ["small"]): string {
  const report: Report = { date: "2020-01-02", premise: { id: "p", version: 1, hash: "0".repeat(64) }, documents: 13, models: models.map((model) => ({ model, weights: "1".repeat(64) })), trials };
  return renderPage(report);
}

it("counts trials with a fault, each check by itself", () => {
  const faulty = { ...trial, id: "roles-2", faults: { document: ["a", "b"], run: ["c"], tokens: { small: [] } } };
  expect([...page([trial, faulty]).matchAll(/ \| 2 \| (\d+) \|$/gm)].map(([, count]) => count)).toEqual(["1", "1", "0"]);
});

it("takes a tokenizer that was not looked at for a fault", () => expect(page([trial], ["other"])).toMatch(/other: token ids .* \| 1 \| 1 \|/));

it("counts changes by family and way", () => {
  const tool = { ...trial, way: "tool output" as const, found: false, cut: 5, changes: {} };
  expect(page([trial, trial, tool]).split("\n").filter((line) => line.startsWith("| roles"))).toEqual([
    "| roles | document | 2 | 0 | 2 | 0 | 0 | 4 | 0 | 0 | 0 | 0 |",
    "| roles | tool output | 1 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 |",
  ]);
});
