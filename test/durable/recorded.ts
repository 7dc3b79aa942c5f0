/** @module A run store for conformance whose runs are durable: each is a body that records what the case tells it to. */
import { onTestFinished } from "vitest";
import type { Step } from "../../src/protocol/results.ts";
import type { NewStep, Recorder, RunBody, RunOutcome, RunStore, RunStoreSetting } from "../../src/runs/run.ts";
import type { Store } from "../../src/store/store.ts";
import { openEngine } from "./open.ts";

type Command = { readonly step: NewStep; readonly resolve: (step: Step) => void; readonly reject: (error: unknown) => void };

/** What a case asks for, in order; `end` ends the body. */
class Told {
  readonly #waiting: (Command | "end")[] = [];
  #wake = Promise.withResolvers<void>();

  add(command: Command | "end"): void {
    this.#waiting.push(command);
    this.#wake.resolve();
  }

  async next(): Promise<Command | "end"> {
    while (this.#waiting.length === 0) {
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
    }
    return this.#waiting.shift() ?? "end";
  }
}

export async function createRecordedRunStore(store: Store, setting: RunStoreSetting): Promise<RunStore> {
  const told = new Map<string, Told>();
  const chosen = (id: string): Told => told.get(id) ?? told.set(id, new Told()).get(id) ?? new Told();
  const body: RunBody = async (_, steps) => {
    for (let command = await chosen(steps.run).next(); command !== "end"; command = await chosen(steps.run).next()) {
      const { step } = command;
      await steps.take(async () => step).then(command.resolve, command.reject);
    }
    if (failed.has(steps.run)) throw new Error("it was told to fail");
  };
  const failed = new Set<string>();
  const engine = await openEngine(store, { ask: body }, setting);
  onTestFinished(() => engine.close());
  const start = async (run: { readonly kind: string; readonly title: string }): Promise<Recorder> => {
    const handle = await engine.start({ ...run, input: null, fingerprint: null });
    const { header } = await engine.runs.read(handle.id);
    const record = (step: NewStep): Promise<Step> => new Promise((resolve, reject) => chosen(handle.id).add({ step, resolve, reject }));
    return { header, record, finish: (status) => finish(handle, status) };
  };
  const finish = async ({ id, result }: { readonly id: string; readonly result: () => Promise<unknown> }, status: RunOutcome): Promise<void> => {
    if (status === "interrupted") return await engine.cancel(id);
    if (status === "failed") failed.add(id);
    chosen(id).add("end");
    await result().catch(() => undefined);
  };
  return { ...engine.runs, start };
}
