/** @module Colours, only where they are wanted. */
import pc from "picocolors";
import type { Io } from "./io.ts";

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours only where stdout is a terminal and NO_COLOR is not set. */
export function createColorsFor(io: Io): Colors {
  return pc.createColors(io.isOutTerminal && (io.env["NO_COLOR"] ?? "") === "");
}
