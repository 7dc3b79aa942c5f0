/** @module Every command of the program, in the order of its help. */
import { registerModels } from "./commands/models.ts";
import { registerPremises } from "./commands/premises.ts";
import type { Register } from "./program.ts";

export const registers: readonly Register[] = [registerPremises, registerModels];
