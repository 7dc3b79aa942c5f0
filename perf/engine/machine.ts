/** @module The machine that was measured on. */
import { availableParallelism, cpus, platform, release, totalmem } from "node:os";

export type Machine = { readonly processor: string; readonly cores: number; readonly memoryGb: number; readonly system: string; readonly node: string };

export function describeMachine(): Machine {
  return { processor: cpus()[0]?.model.trim() ?? "unknown processor", cores: availableParallelism(), memoryGb: totalmem() / 1e9, system: `${platform()} ${release()}`, node: process.version };
}
