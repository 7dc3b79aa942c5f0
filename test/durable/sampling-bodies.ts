/** @module The bodies of a child: the sampling one, on the model that is named. */
import { openPredictor } from "../../src/predictor/choose.ts";
import type { ChildProgram } from "./child.ts";
import { createSampling } from "./sampling.ts";

export const createBodies: ChildProgram["createBodies"] = async (model, log) => ({
  child: createSampling(await openPredictor(model, { env: process.env, deterministic: true }), log),
});
