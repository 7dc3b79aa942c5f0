/** @module Finding a run by its id, or by a beginning that no other id shares. */
import { suggestNearest } from "../errors/nearest.ts";
import { PremiseError } from "../errors/premise-error.ts";

/** @throws PremiseError `run/unknown`, with the nearest id, or with how many ids begin like this. */
export function findRunId(name: string, ids: readonly string[]): string {
  if (ids.includes(name)) return name;
  const found = name === "" ? [] : ids.filter((id) => id.startsWith(name));
  if (found.length === 1 && found[0] !== undefined) return found[0];
  const suggestion = found.length > 1 ? ` alone: ${found.length} runs begin like this` : suggestNearest(name, ids);
  throw new PremiseError("run/unknown", { run: name, suggestion });
}
