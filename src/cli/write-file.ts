/** @module Files that a command writes where its user says. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { PremiseError } from "../errors/premise-error.ts";

/** Writes `text`, and makes the folders above it. @throws PremiseError `output/unwritable`. */
export function writeFile(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new PremiseError("output/unwritable", { path, problem: (error as Error).message }, { cause: error });
  }
}
