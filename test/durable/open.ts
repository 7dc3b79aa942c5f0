/** @module Engines of durable runs for tests, on either database. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { systemClock } from "../../src/random/clock.ts";
import type { Bodies } from "../../src/runs/bodies.ts";
import { openRunEngine, type RunEngineSetting } from "../../src/runs/durable/engine.ts";
import type { RunEngine, RunJob } from "../../src/runs/engine.ts";
import { openPgliteStore } from "../../src/store/pglite/store.ts";
import type { Store } from "../../src/store/store.ts";
import { makeTemplate } from "../store/fresh.ts";
import type { ChainInput } from "./bodies.ts";

export const toJob = (input: ChainInput, change: Partial<RunJob> = {}): RunJob => ({ kind: "chain", title: "a chain", input, fingerprint: "weights", ...change });

/** One for a test file. */
export async function openDurableStore(): Promise<{ readonly store: Store; readonly end: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "premise-durable-"));
  cpSync(await makeTemplate(), join(folder, "store"), { recursive: true });
  const store = await openPgliteStore(join(folder, "store"));
  const end = async (): Promise<void> => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { store, end };
}

/** One at a time in a process. */
export async function openEngine(store: Pick<Store, "address">, bodies: Bodies, change: Partial<RunEngineSetting> = {}): Promise<RunEngine> {
  const engine = await openRunEngine({ address: () => store.address(), bodies, version: "1.0.0", clock: systemClock, unique: () => crypto.randomUUID(), ...change });
  onTestFinished(() => engine.close());
  return engine;
}
