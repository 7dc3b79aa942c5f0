/** @module The bodies of a child: a reasoning with its watch and its policy, on the model that is named; each step's work is written down before it can be recorded. */
import { readCalibrations } from "../../src/credence/calibration/load.ts";
import { openPredictor } from "../../src/predictor/choose.ts";
import { findPremise } from "../../src/premises/library.ts";
import { systemClock } from "../../src/random/clock.ts";
import { reason } from "../../src/reason/reason.ts";
import { defaultRequest, type ReasonRequest } from "../../src/reason/request.ts";
import type { ChildProgram } from "./child.ts";

export const createBodies: ChildProgram["createBodies"] = async (model, log) => {
  const predictor = await openPredictor(model, { env: process.env, deterministic: true });
  const deps = { predictor, premise: findPremise("working-notes"), calibrations: readCalibrations("/nonexistent"), clock: systemClock };
  return {
    child: async (input, steps) => {
      const { seed, steps: count } = input as Pick<ReasonRequest, "seed" | "steps">;
      const request: ReasonRequest = { ...defaultRequest, question: "How does bread rise in a cold kitchen?", seed, steps: count, ends: "at-steps" };
      let next = 0;
      return await reason(request, deps, {
        ...steps,
        take: async (work) => {
          const position = next++;
          return await steps.take(async () => {
            const done = await work();
            log.write(`${steps.run} ${position}`);
            return done;
          });
        },
      });
    },
  };
};
