/** @module The premises that come with the package, and premises from files. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { suggestNearest } from "../errors/nearest.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { parsePremise } from "./parse.ts";
import type { Premise } from "./schema.ts";

const directory = fileURLToPath(new URL("library/", import.meta.url));
let library: readonly Premise[] | undefined;

/** The library's premises, by id. */
export function listPremises(): readonly Premise[] {
  library ??= readdirSync(directory).filter((file) => file.endsWith(".yaml")).sort().map((file) => parsePremise(readFileSync(directory + file, "utf8"), file));
  return library;
}

/**
 * A premise of the library by its id, or one from a YAML file by its path.
 * @throws PremiseError `premise/unknown` with the nearest id; `input/unreadable`; whatever `parsePremise` throws.
 */
export function findPremise(idOrPath: string): Premise {
  const isListed = listPremises().some(({ id }) => id === idOrPath);
  return !isListed && isPath(idOrPath) ? parsePremise(readPremiseFile(idOrPath), idOrPath) : findListedPremise(idOrPath);
}

/** A premise of the library by its id, and nothing from a file. @throws PremiseError `premise/unknown` with the nearest id. */
export function findListedPremise(id: string): Premise {
  const found = listPremises().find((premise) => premise.id === id);
  if (found !== undefined) return found;
  throw new PremiseError("premise/unknown", { premise: id, suggestion: suggestNearest(id, listPremises().map((premise) => premise.id)) });
}

/** @throws PremiseError `input/unreadable`. */
export function readPremiseFile(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const problem = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a directory" : (error as Error).message;
    throw new PremiseError("input/unreadable", { path, problem }, { cause: error });
  }
}

function isPath(text: string): boolean {
  return /[/\\]|\.ya?ml$/i.test(text);
}
