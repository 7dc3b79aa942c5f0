/** @module What an engine can run. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { RunBody } from "../run.ts";

/** By the kind of run. */
export type Bodies = Readonly<Record<string, RunBody>>;

/** Of a kind that this process knows. @throws PremiseError `run/unknown-kind`. */
export function requireBody(bodies: Bodies, kind: string): RunBody {
  const body = Object.hasOwn(bodies, kind) ? bodies[kind] : undefined;
  if (body === undefined) throw new PremiseError("run/unknown-kind", { kind, known: Object.keys(bodies).join(", ") || "none" });
  return body;
}
