import { describe, expect, it } from "vitest";
import { predictorConformance } from "../../../testing/predictor-conformance.ts";
import { createWorldPredictor } from "../world-predictor.ts";
import { findWorld, worlds } from "../worlds.ts";
import { listLatents } from "./latents.ts";
import { requireStepWorld, type StepAuthor, type StepWorld } from "./step-world.ts";
import { datedWorld, stepWorlds } from "./step-worlds.ts";

for (const world of stepWorlds) {
  const texts = ["[2020][master] right perhaps nature[hard] wrong clearly people right certainly machines", " wrong notably people right perhaps people", "[ai] It is as you say.\n right clearly nature"];
  predictorConformance(`world:${world.id}`, async () => createWorldPredictor({ world }), { tolerance: 1e-9, draws: 10_000, texts });
}

describe("stepwise worlds", () => {
  it("are sound, each with its own id, beside those that were there", () => {
    expect(stepWorlds.length).toBeGreaterThan(1);
    for (const world of stepWorlds) requireStepWorld(world);
    const ids = [...worlds, ...stepWorlds].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(worlds.map(({ id }) => id)).toEqual(["four-authors", "two-authors"]);
    expect(findWorld("dated")).toBe(datedWorld);
  });

  it("have latents whose priors sum to 1, and no AI author where no AI exists", () => {
    for (const world of stepWorlds) {
      const latents = listLatents(world);
      expect(latents.reduce((sum, { prior }) => sum + prior, 0)).toBeCloseTo(1, 12);
      expect(latents.filter(({ aiExists, author }) => author.kind === "ai" && !aiExists)).toEqual([]);
    }
    // By hand: 0.25 (0.0001 0.05 + 0.01 0.1 + 0.5 0.2 + 0.98 0.5).
    const ai = listLatents(datedWorld).filter(({ author }) => author.kind === "ai");
    expect(ai.reduce((sum, { prior }) => sum + prior, 0)).toBeCloseTo(0.14775125, 12);
  });

  const [novice, ...others] = datedWorld.authors as [StepAuthor, ...StepAuthor[]];
  it.each<[string, Partial<StepWorld>]>([
    ["floor must be above 0", { floor: 0 }],
    ["leave no steps", { stop: 0.6, tasked: 0.4 }],
    ["dates' shares", { dates: datedWorld.dates.slice(1) }],
    ["shares of topics", { topics: { ...datedWorld.topics, ai: { " people": 0.5 } } }],
    ["kind human do not sum to 1", { authors: others }],
    ["kind ai do not sum to 1", { authors: datedWorld.authors.filter(({ kind }) => kind === "human") }],
    ["imitates no human", { authors: [{ ...novice, imitates: "oracle" }, ...others] }],
    ["unknown header", { authors: [{ ...novice, headers: { "[nobody]": 0.1 } }, ...others] }],
    ["two authors have one id", { authors: [{ ...novice, id: "oracle" }, ...others] }],
    ["stands in two places", { tasks: { ...datedWorld.tasks, "[ai]": 1 } }],
    ["there is no task", { tasks: {} }],
  ])("are refused: %s", (problem, change) => {
    expect(() => createWorldPredictor({ world: { ...datedWorld, ...change } })).toThrow(problem);
  });
});
