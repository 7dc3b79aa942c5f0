/** @module Every command of the program, in the order of its help. */
import { registerAsk } from "./commands/ask.ts";
import { registerCredence } from "./commands/credence.ts";
import { registerDemo } from "./commands/demo.ts";
import { registerDoctor } from "./commands/doctor.ts";
import { registerKeys } from "./commands/keys.ts";
import { registerModels } from "./commands/models.ts";
import { registerPremises } from "./commands/premises.ts";
import { registerReason } from "./commands/reason.ts";
import { registerRuns } from "./commands/runs.ts";
import { registerScore } from "./commands/score.ts";
import { registerServe } from "./commands/serve.ts";
import { registerWorker } from "./commands/worker.ts";
import type { Register } from "./program.ts";

export const registers: readonly Register[] = [registerDemo, registerAsk, registerReason, registerScore, registerCredence, registerServe, registerWorker, registerKeys, registerPremises, registerModels, registerRuns, registerDoctor];
