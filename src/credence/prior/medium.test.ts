import { expect, it } from "vitest";
import { listPremises } from "../../premises/library.ts";
import { classifyMedium, mediumClasses, mediumRules } from "./medium.ts";

it.each([
  ["handwritten exam script, marked in red ink", "handwritten"],
  ["private log book", "handwritten"],
  ["record book of a debating society", "official"],
  ["typed minutes, printed and filed", "official"],
  ["printed report", "official"],
  ["printed newspaper", "news"],
  ["Newspaper report", "news"],
  ["press release in a newspaper's archive", "official"],
  ["printed journal", "scholarly"],
  ["private journal", "handwritten"],
  ["Letters to the editor", "letters"],
  ["newsletter", "other"],
  ["E-Mail", "letters"],
  ["referee report", "peer-review"],
  ["unknown page", "web"],
  ["blog post", "web"],
  ["posts on a forum", "social"],
  ["clay tablet", "other"],
  ["", "other"],
])("takes %j for %s", (medium, expected) => expect(classifyMedium(medium)).toBe(expected));

it("reaches every class by a rule, each word by its own", () => {
  expect(new Set([...mediumRules.map(({ medium }) => medium), "other"])).toEqual(new Set(mediumClasses));
  for (const [i, { words }] of mediumRules.entries()) for (const word of words) expect(mediumRules.slice(0, i + 1).map(({ medium }) => medium), word).toContain(classifyMedium(word));
  for (const { medium, words } of mediumRules) expect(words.some((word) => classifyMedium(word) === medium), medium).toBe(true);
});

it("knows the medium of every premise of the library", () => {
  expect(listPremises().length).toBeGreaterThan(0);
  for (const { id, world } of listPremises()) expect([id, classifyMedium(world.medium)]).not.toEqual([id, "other"]);
});
