import { describe, expect, it } from "vitest";
import { createWorldPredictor } from "./world-predictor.ts";
import { requireWorld, type World } from "./world.ts";
import { findWorld, fourAuthors, worlds } from "./worlds.ts";

describe("worlds", () => {
  it("are sound, each with its own id and fingerprint", () => {
    expect(worlds.length).toBeGreaterThan(1);
    for (const world of worlds) requireWorld(world);
    expect(new Set(worlds.map(({ id }) => id)).size).toBe(worlds.length);
    expect(new Set(worlds.map((world) => createWorldPredictor({ world }).info.fingerprint.weights)).size).toBe(worlds.length);
  });

  it("are found by id, or with a suggestion", () => {
    expect(findWorld("four-authors")).toBe(fourAuthors);
    expect(() => findWorld("four-author")).toThrow('did you mean "world:four-authors"?');
  });

  const [layman, ...others] = fourAuthors.authors as [World["authors"][number], ...World["authors"]];
  it.each<[string, Partial<World>]>([
    ["no author of kind ai", { authors: [{ ...layman, prior: 1 }] }],
    ["priors do not sum to 1", { authors: [{ ...layman, prior: 0.5 }, ...others] }],
    ["two authors have one id", { authors: [{ ...layman, prior: 0.2 }, { ...layman, prior: 0.2 }, ...others] }],
    ["has no text", { authors: [{ ...layman, documents: [] }, ...others] }],
    ["unknown header", { authors: [{ ...layman, headers: { "[nobody]": 0.1 } }, ...others] }],
    ["header shares above 1", { authors: [{ ...layman, headers: { "[ai]": 0.9, "[human]": 0.9 } }, ...others] }],
    ["floor must be above 0", { floor: 0 }],
    ["form [name]", { headers: ["ai"] }],
  ])("are refused: %s", (problem, change) => {
    expect(() => createWorldPredictor({ world: { ...fourAuthors, ...change } })).toThrow(problem);
  });
});
