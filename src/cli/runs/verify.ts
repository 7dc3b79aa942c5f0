/** @module Runs `premise runs verify`: says of one run, or of all, whether it is as it was written, and where not. */
import { PremiseError } from "../../errors/premise-error.ts";
import { type RunVerification, verifyRun } from "../../runs/verify.ts";
import { createColorsFor, type Colors } from "../colors.ts";
import { type Io, printJson } from "../io.ts";
import { invalid } from "../options.ts";
import type { RunReader } from "../serve/runs.ts";
import { toPrintable } from "../text.ts";

export type VerifyFlags = { readonly all?: boolean; readonly json?: boolean };

/** @throws PremiseError `run/not-sound` after all was printed, when one is damaged; `usage/invalid-argument`. */
export async function verifyRuns(io: Io, reader: RunReader, id: string | undefined, flags: VerifyFlags): Promise<void> {
  if ((id === undefined) === (flags.all !== true)) throw invalid("<id>", id === undefined ? "name a run, or give --all" : "give either a run or --all", "runs verify");
  const ids = id === undefined ? (await reader.list()).map((run) => run.id) : [id];
  const colors = createColorsFor(io);
  const found: RunVerification[] = [];
  for (const each of ids) {
    io.signal.throwIfAborted();
    const one = await verifyRun(each, reader.read);
    found.push(one);
    if (flags.json !== true) io.out(`${describe(one, colors)}\n`);
  }
  if (flags.json === true) printJson(io, flags.all === true ? { runs: found } : found[0]);
  else if (found.length === 0) io.out("No runs yet.\n");
  const failed = found.filter(({ damage }) => damage !== null).length;
  if (failed > 0) throw new PremiseError("run/not-sound", { failed, total: found.length });
}

function describe({ id, status, steps, digest, damage }: RunVerification, colors: Colors): string {
  if (damage === null) return `${id}  ${colors.green("sound")}    ${status}, ${steps} ${steps === 1 ? "step" : "steps"}${digest === null ? "" : `, digest ${digest.slice(0, 12)}`}`;
  return `${id}  ${colors.red("damaged")}  ${damage.step === null ? "" : `step ${damage.step}: `}${toPrintable(damage.problem)}`;
}
