/** @module What a gateway is made of; who starts it puts it together. */
import type { Calibrations } from "../credence/calibration/load.ts";
import type { Premise } from "../premises/schema.ts";
import type { Timeline } from "../premises/timeline.ts";
import type { Clock } from "../random/clock.ts";
import type { RunStore } from "../runs/run.ts";
import type { Ledger } from "../store/ledger.ts";
import type { Store } from "../store/store.ts";
import type { Admission } from "./access/admission.ts";
import type { KeyBook } from "./access/key-book.ts";
import type { BodyLimits } from "./http/body.ts";
import type { ServedModels } from "./models/served.ts";
import type { Metrics } from "./observe/metrics.ts";
import type { Log } from "./observe/observer.ts";
import type { Lifetime } from "./pipeline/lifetime.ts";
import type { ServedRuns } from "./runs/served-runs.ts";

export type GatewayDeps = {
  readonly version: string;
  readonly startedAt: Date;
  readonly models: ServedModels;
  readonly admission: Admission;
  readonly keys: KeyBook;
  readonly ledger: Ledger;
  readonly store: Promise<Store>;
  /** Where asked questions are recorded. */
  readonly runs: RunStore;
  /** Those that think questions through. */
  readonly reasoning: ServedRuns;
  readonly premises: { readonly list: () => readonly Premise[]; readonly find: (id: string) => Premise };
  /** Of all models; what is asked of one without is cannot-measure. */
  readonly calibrations: Calibrations;
  /** When a misaligned AI could first shape text, for the gate. */
  readonly timeline: Timeline;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly lifetime: Lifetime;
  /** `stallSeconds`: a client that takes nothing of its stream for so long is taken for gone. */
  readonly limits: BodyLimits & { readonly stallSeconds: number };
  /** Origins of pages whose scripts may call. */
  readonly origins: readonly string[];
  readonly clock: Clock;
  /** A seed for a request that gives none: a whole number below 2^32. */
  readonly drawSeed: () => number;
  /** So many random bytes, for keys and ids. */
  readonly drawBytes: (count: number) => Buffer;
};
