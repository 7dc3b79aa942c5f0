/** @module Who pays for a run that an earlier process of this server has left, and that goes on here without a request: the key that asked for it. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { RunEngine } from "../../runs/engine.ts";
import type { Entry, Ledger } from "../../store/ledger.ts";
import { Tally } from "../http/answer.ts";
import type { LiveRun, RunEnd } from "./live.ts";
import { priceOfReasoning } from "./price.ts";

export type LeftRun = {
  readonly live: LiveRun;
  readonly input: unknown;
  readonly ledger: Ledger;
  readonly unique: () => string;
  readonly engine: () => Promise<RunEngine>;
  readonly forget: () => void;
};

/** Its hold was given back when that process ended, and it was admitted then: no budget refuses it now. */
export async function payForLeft({ live, input, ledger, unique, engine, forget }: LeftRun, work: () => Promise<unknown>): Promise<unknown> {
  const { key, model } = input as { readonly key?: unknown; readonly model?: unknown };
  const opening = { requestId: `${live.run}.${unique()}`, keyId: typeof key === "string" ? key : null, route: "/premise/v1/runs", model: typeof model === "string" ? model : null, streamed: false, hold: { requests: 0, tokens: 0, micros: 0 } };
  const entry = await ledger.open(opening, { hasBudget: false });
  const tally = new Tally();
  live.listen((event) => {
    if (event.kind !== "step" || !event.isNew) return;
    tally.count(event.step);
    entry.progress(tally.read());
  });
  void live.ended.then((end) => {
    settle(entry, tally, end);
    forget();
  });
  try {
    const result = await work();
    live.end({ ok: true, result });
    return result;
  } catch (error) {
    live.end({ ok: false, error: await explain(live.run, error, engine) });
    throw error;
  }
}

/** What an engine stops a run with is its own affair; that it was stopped is in its record. */
async function explain(run: string, error: unknown, engine: () => Promise<RunEngine>): Promise<unknown> {
  const status = await engine().then(async ({ runs }) => (await runs.read(run)).status).catch(() => null);
  return status === "interrupted" ? new PremiseError("run/interrupted", { run }) : error;
}

function settle(entry: Entry, tally: Tally, end: RunEnd): void {
  const isStopped = !end.ok && (end.error as { readonly code?: unknown } | null)?.code === "run/interrupted";
  entry.settle({ outcome: end.ok ? "done" : isStopped ? "stopped" : "failed", status: null, usage: tally.read(), exact: tally.exact, charge: { ...priceOfReasoning(tally), requests: 0 } });
}
