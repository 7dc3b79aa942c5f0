import { predictorConformance } from "../../testing/predictor-conformance.ts";
import { createWorldPredictor } from "./world-predictor.ts";
import { worlds } from "./worlds.ts";

for (const world of worlds) {
  predictorConformance(`world:${world.id}`, async () => createWorldPredictor({ world }), { tolerance: 1e-9, draws: 10_000 });
}
