/** @module Every command of the program, in the order of its help. */
import { registerAsk } from "./commands/ask.ts";
import { registerDemo } from "./commands/demo.ts";
import { registerDoctor } from "./commands/doctor.ts";
import { registerModels } from "./commands/models.ts";
import { registerPremises } from "./commands/premises.ts";
import { registerRuns } from "./commands/runs.ts";
import { registerScore } from "./commands/score.ts";
import type { Register } from "./program.ts";

export const registers: readonly Register[] = [registerDemo, registerAsk, registerScore, registerPremises, registerModels, registerRuns, registerDoctor];
