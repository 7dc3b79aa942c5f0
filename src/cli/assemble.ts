/** @module What commands put together from settings: the run store and the predictor. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type ResolvedSettings, resolveSettings } from "../config/settings.ts";
import { type Calibrations, readCalibrations } from "../credence/calibration/load.ts";
import { openPredictor, type OpenPredictorOptions } from "../predictor/choose.ts";
import type { Predictor } from "../predictor/predictor.ts";
import { readTimeline, shippedTimeline } from "../premises/timeline-file.ts";
import type { Timeline } from "../premises/timeline.ts";
import { createJsonlRunStore } from "../runs/jsonl/store.ts";
import type { RunStore } from "../runs/run.ts";
import { endProgress, type Io, showProgress } from "./io.ts";
import { packageVersion } from "./version.ts";

export function readSettings(io: Io, flags: Readonly<Record<string, unknown>>): ResolvedSettings {
  return resolveSettings({ flags, env: io.env, cwd: process.cwd() });
}

export function openRunStore(io: Io, settings: ResolvedSettings): RunStore {
  return createJsonlRunStore({ directory: join(settings.dataDir.value, "runs"), clock: io.clock, version: packageVersion(), unique: randomUUID });
}

/** Calibrations of this machine, before those that come with the package. @throws PremiseError `calibration/invalid`. */
export function openCalibrations(settings: ResolvedSettings): Calibrations {
  return readCalibrations(join(settings.dataDir.value, "calibrations"));
}

/** The declared timeline, or the one that the settings name. @throws PremiseError `input/unreadable`, `config/invalid`. */
export function openTimeline(settings: ResolvedSettings): Timeline {
  return settings.timeline.value === null ? shippedTimeline() : readTimeline(settings.timeline.value);
}

/** Opens the model that the settings name. A command may leave it open: the end of the process frees it faster than closing does. Says on a terminal that it is loading. */
export async function openModel(io: Io, settings: ResolvedSettings, more: Pick<OpenPredictorOptions, "usualContextTokens"> = {}): Promise<Predictor> {
  const { model, threads, contextTokens, deterministic, flashAttention } = settings;
  showProgress(io, `Loading ${model.value} ...`);
  try {
    return await openPredictor(model.value, {
      ...more,
      env: io.env,
      signal: io.signal,
      deterministic: deterministic.value,
      flashAttention: flashAttention.value,
      ...(threads.value === null ? {} : { threads: threads.value }),
      ...(contextTokens.value === null ? {} : { contextTokens: contextTokens.value }),
    });
  } finally {
    endProgress(io);
  }
}
