/** @module A whole gateway over small predictors, with a ledger and a store that remember in memory what they were told. */
import { createHash } from "node:crypto";
import type { Hono } from "hono";
import type { Calibrations } from "../../src/credence/calibration/load.ts";
import { PremiseError } from "../../src/errors/premise-error.ts";
import { createAdmission } from "../../src/gateway/access/admission.ts";
import { createKeyBook, type KeyBook } from "../../src/gateway/access/key-book.ts";
import type { GatewayDeps } from "../../src/gateway/deps.ts";
import { createGateway } from "../../src/gateway/gateway.ts";
import { createRunBodies, openResources } from "../../src/cli/run-bodies.ts";
import { createServedModels, openServed, type ServedModel, serveLocal } from "../../src/gateway/models/served.ts";
import { createMetrics } from "../../src/gateway/observe/metrics.ts";
import { createLifetime } from "../../src/gateway/pipeline/lifetime.ts";
import { createServedRuns, type ServedRunsSetting } from "../../src/gateway/runs/served-runs.ts";
import type { Predictor } from "../../src/predictor/predictor.ts";
import { createWorldPredictor } from "../../src/predictor/world/world-predictor.ts";
import { worlds } from "../../src/predictor/world/worlds.ts";
import { findListedPremise, listPremises } from "../../src/premises/library.ts";
import { shippedTimeline } from "../../src/premises/timeline-file.ts";
import type { Timeline } from "../../src/premises/timeline.ts";
import { createFixedClock } from "../../src/random/clock.ts";
import { createJoinedRunStore } from "../../src/runs/joined.ts";
import { createMemoryRunEngine } from "../../src/runs/memory/engine.ts";
import { createMemoryRunStore } from "../../src/runs/memory/store.ts";
import type { Ledger } from "../../src/store/ledger.ts";
import type { KeyRecord, NewKey, Opening, Settlement, Store } from "../../src/store/store.ts";

export type LedgerRow = { readonly opening: Pick<Opening, "requestId" | "route" | "model" | "keyId" | "streamed" | "hold">; progress: number; settlement: Omit<Settlement, "requestId" | "settledAt"> | null };

export type Stage = AsyncDisposable & {
  readonly app: Hono;
  readonly deps: GatewayDeps;
  readonly keys: KeyBook;
  readonly rows: readonly LedgerRow[];
  readonly logged: readonly Record<string, unknown>[];
  /** A key's text; it is in force when this resolves. */
  readonly addKey: (change?: Partial<NewKey>) => Promise<string>;
  readonly revoke: (name: string) => Promise<void>;
  readonly post: (path: string, body: unknown, headers?: Record<string, string>, signal?: AbortSignal) => Promise<Response>;
};

export type StageSetting = {
  readonly models?: readonly ServedModel[];
  readonly predictor?: Predictor;
  readonly requiresKey?: boolean;
  readonly origins?: readonly string[];
  readonly bodyBytes?: number;
  readonly bodySeconds?: number;
  readonly stallSeconds?: number;
  readonly localToken?: string;
  /** Stands in the ledger's way. */
  readonly refuse?: (opening: LedgerRow["opening"]) => PremiseError | null;
  readonly store?: Promise<Store>;
  /** By default none, and the package's timeline. */
  readonly calibrations?: Calibrations;
  readonly timeline?: Timeline;
  /** By default in memory. */
  readonly openEngine?: ServedRunsSetting["open"];
};

export function createWorld(): Predictor {
  const [world] = worlds;
  if (world === undefined) throw new Error("there is no world");
  return createWorldPredictor({ world });
}

export function createStage(setting: StageSetting = {}): Stage {
  const rows: LedgerRow[] = [];
  const logged: Record<string, unknown>[] = [];
  const kept: KeyRecord[] = [];
  const predictor = setting.predictor ?? createWorld();
  const models = createServedModels(setting.models ?? [serveLocal("world", Promise.resolve(predictor))]);
  const clock = createFixedClock(new Date("2026-09-01T12:00:00Z"), 0.001);
  const store = setting.store ?? Promise.resolve(createKeyStore(kept));
  const keys = createKeyBook({ store, clock, everySeconds: 3600, patienceSeconds: 0.2 });
  const lifetime = createLifetime();
  const log = (facts: object): void => void logged.push(facts as Record<string, unknown>);
  let drawn = 0;
  const ledger = createMemoryLedger(rows, setting.refuse ?? (() => null));
  const unique = (): string => String(drawn++);
  const calibrations = setting.calibrations ?? [];
  const timeline = setting.timeline ?? shippedTimeline();
  const reasoning = createServedRuns({
    ledger, unique,
    open: setting.openEngine ?? (async (bodies) => createMemoryRunEngine({ bodies, clock, version: "0.0.0-test", unique })),
    bodies: (onProgress) => createRunBodies({ openModel: async (model) => await openServed(models.find(model).model), calibrations, timeline, clock, onProgress }),
    resourcesOf: (premise) => openResources(premise, null),
  });
  const durable = { list: async () => await (await reasoning.engine()).runs.list(), read: async (id: string) => await (await reasoning.engine()).runs.read(id) };
  const deps: GatewayDeps = {
    version: "0.0.0-test", startedAt: clock.now(), models, keys, store, lifetime, clock,
    ledger, reasoning, calibrations, timeline,
    log: { info: log, warn: log, error: log },
    origins: setting.origins ?? [],
    admission: createAdmission({ keys, requiresKey: setting.requiresKey ?? false, localToken: setting.localToken ?? null, origins: setting.origins ?? [] }),
    runs: createJoinedRunStore(createMemoryRunStore({ clock, version: "0.0.0-test", unique }), [durable]),
    premises: { list: listPremises, find: findListedPremise },
    metrics: createMetrics({ active: lifetime.active, waiting: () => 0 }),
    limits: { bodyBytes: setting.bodyBytes ?? 1_000_000, bodySeconds: setting.bodySeconds ?? 5, stallSeconds: setting.stallSeconds ?? 60 },
    drawSeed: () => 7,
    drawBytes: (count) => createHash("shake256", { outputLength: count }).update(String(drawn++)).digest(),
  };
  const app = createGateway(deps);
  return {
    app, deps, keys, rows, logged,
    async addKey(change = {}) {
      const id = String(kept.length + 1).padStart(12, "0");
      const secret = "s".repeat(43);
      const hash = createHash("sha256").update(secret).digest("hex");
      await (await store).createKey({ id, name: `key ${id}`, scopes: ["infer"], createdAt: "2026-01-01T00:00:00.000Z", expiresAt: null, requestsPerMinute: null, budgets: [], hash, ...change });
      await keys.refresh();
      return `premise_${id}_${secret}`;
    },
    async revoke(name) {
      await (await store).revokeKey(name, clock.now().toISOString());
      await keys.refresh();
    },
    post: async (path, body, headers = {}, signal) => await app.request(`http://localhost${path}`, {
      method: "POST", headers: { "content-type": "application/json", ...headers }, body: typeof body === "string" ? body : JSON.stringify(body), ...(signal === undefined ? {} : { signal }),
    }),
    async [Symbol.asyncDispose]() {
      await keys[Symbol.asyncDispose]();
      await reasoning.close();
      await predictor.close();
    },
  };
}

function createMemoryLedger(rows: LedgerRow[], refuse: NonNullable<StageSetting["refuse"]>): Ledger {
  return {
    async open(opening) {
      const error = refuse(opening);
      if (error !== null) throw error;
      const row: LedgerRow = { opening, progress: 0, settlement: null };
      rows.push(row);
      return {
        requestId: opening.requestId,
        progress: ({ generatedTokens }) => void (row.progress = generatedTokens),
        settle: (end) => void (row.settlement ??= end),
      };
    },
    waiting: 0,
    flush: async () => undefined,
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Keys alone; everything else a gateway asks of its store is empty. */
function createKeyStore(kept: KeyRecord[]): Store {
  const none = async (): Promise<never[]> => [];
  return {
    kind: "pglite",
    address: async () => ({ kind: "pglite", host: "", port: 0 }),
    createKey: async ({ budgets, ...key }) => void kept.push({ ...key, revokedAt: null, budgets: budgets.map((budget) => ({ ...budget, keyId: key.id, spent: 0, reserved: 0 })) }),
    listKeys: async () => kept,
    async revokeKey(name, at) {
      const place = kept.findIndex((key) => key.name === name || key.id === name);
      const found = kept[place];
      if (found === undefined) throw new PremiseError("store/no-key", { key: name, suggestion: "" });
      return (kept[place] = { ...found, revokedAt: at });
    },
    open: none, settle: async () => undefined, record: async () => undefined, listOpen: none, listRequests: none, sumUsage: none,
    appendRun: async () => undefined, listRuns: none, findRuns: none, close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** The events of a stream, each parsed; `[DONE]` as itself. */
export async function readEvents(response: Response): Promise<{ readonly event: string | null; readonly data: Record<string, unknown> | "[DONE]" }[]> {
  return (await response.text()).split("\n\n").filter((block) => block !== "").map((block) => {
    const lines = block.split("\n");
    const data = lines.find((line) => line.startsWith("data: "))?.slice(6) ?? "";
    return { event: lines.find((line) => line.startsWith("event: "))?.slice(7) ?? null, data: data === "[DONE]" ? data : (JSON.parse(data) as Record<string, unknown>) };
  });
}
