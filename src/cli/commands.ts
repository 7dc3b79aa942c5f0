/** @module Every command of the program, in the order of its help. */
import type { Register } from "./program.ts";

export const registers: readonly Register[] = [];
