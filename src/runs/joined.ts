/** @module Several run stores seen as one: new runs go into the first. */
import { isPremiseError, PremiseError } from "../errors/premise-error.ts";
import type { RunRecord, RunStore } from "./run.ts";
import { byNewest } from "./step.ts";

export function createJoinedRunStore(first: RunStore, others: readonly Pick<RunStore, "list" | "read">[]): RunStore {
  const all = [first, ...others];
  return {
    start: (run) => first.start(run),
    list: async () => (await Promise.all(all.map((store) => store.list()))).flat().sort(byNewest),
    async read(id) {
      const found: RunRecord[] = [];
      const missing: PremiseError[] = [];
      for (const store of all) {
        try {
          found.push(await store.read(id));
        } catch (error) {
          if (!isPremiseError(error) || error.code !== "run/unknown") throw error;
          missing.push(error);
        }
      }
      const exact = found.find(({ header }) => header.id === id) ?? found[0];
      if (exact === undefined || (found.length > 1 && exact.header.id !== id)) throw toUnknown(id, found.length, missing);
      return exact;
    },
  };
}

/** The nearest id of any store, or that several have runs which begin like this. */
function toUnknown(id: string, found: number, missing: readonly PremiseError[]): PremiseError {
  if (found > 1) return new PremiseError("run/unknown", { run: id, suggestion: ` alone: ${found} runs begin like this` });
  return missing.find(({ details }) => details["suggestion"] !== "") ?? missing[0] ?? new PremiseError("run/unknown", { run: id, suggestion: "" });
}
