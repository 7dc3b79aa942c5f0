/** @module The engine of durable runs of a command that finds no server running: in the data directory's store, or on the server that DATABASE_URL names. */
import { randomUUID } from "node:crypto";
import type { ResolvedSettings } from "../../config/settings.ts";
import { openRunEngine, type RunEngineSetting } from "../../runs/durable/engine.ts";
import type { RunEngine } from "../../runs/engine.ts";
import type { Io } from "../io.ts";
import { packageVersion } from "../version.ts";
import { withLocalStore } from "./local-store.ts";

/** @throws PremiseError `store/...`, and what `use` throws. */
export async function withLocalEngine<T>(io: Io, settings: ResolvedSettings, setting: Pick<RunEngineSetting, "bodies" | "queues" | "fingerprintOf" | "onEnd">, use: (engine: RunEngine) => Promise<T>): Promise<T> {
  return await withLocalStore(io, settings.dataDir.value, async (store) => {
    await using engine = await openRunEngine({ ...setting, address: () => store.address(), clock: io.clock, version: packageVersion(), unique: randomUUID, signal: io.signal });
    return await use(engine);
  });
}
