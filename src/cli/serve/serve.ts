/** @module Puts a gateway together, serves it until it is told to stop, and takes it apart again in order. */
import { randomBytes } from "node:crypto";
import { readVariable } from "../../config/environment.ts";
import type { ResolvedSettings } from "../../config/settings.ts";
import { PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import { createAdmission, isLoopback } from "../../gateway/access/admission.ts";
import { createKeyBook, type KeyBook } from "../../gateway/access/key-book.ts";
import type { GatewayDeps } from "../../gateway/deps.ts";
import { createGateway } from "../../gateway/gateway.ts";
import { createMetrics } from "../../gateway/observe/metrics.ts";
import { createLifetime } from "../../gateway/pipeline/lifetime.ts";
import { findListedPremise, listPremises } from "../../premises/library.ts";
import { createJoinedRunStore } from "../../runs/joined.ts";
import { openStore } from "../../store/choose.ts";
import { createLedger } from "../../store/journal-ledger.ts";
import { lockDataDirectory } from "../../store/lock.ts";
import { openCalibrations, openRunStore, openTimeline } from "../assemble.ts";
import type { Io } from "../io.ts";
import { packageVersion } from "../version.ts";
import { readOwner } from "./directory.ts";
import { createServerEngine } from "./engine.ts";
import { listen } from "./listen.ts";
import { loadModels } from "./models.ts";
import { createLog, startTracing } from "./observe.ts";
import { openStoredRuns } from "./runs.ts";

export type ServeOptions = {
  readonly host: string;
  readonly port: number;
  readonly models: readonly string[];
  readonly requiresKey: boolean;
  readonly origins: readonly string[];
  readonly graceSeconds: number;
  readonly bodyBytes: number;
  readonly quiet: boolean;
  /** Called when it listens, and again when all models are loaded. */
  readonly onListening: (url: string, ids: readonly string[]) => void;
  readonly onReady: () => void;
};

/** Serves until `io.signal` is aborted. What was begun is ended, what was told is in the ledger. */
export async function serve(io: Io, settings: ResolvedSettings, options: ServeOptions): Promise<void> {
  const directory = settings.dataDir.value;
  const measured = { calibrations: openCalibrations(settings), timeline: openTimeline(settings) };
  const requiresKey = options.requiresKey || !isLoopback(options.host);
  await using stack = new AsyncDisposableStack();
  const lock = stack.use(lockDataDirectory(directory));
  const { log, flush } = createLog(options.quiet ? "warn" : "info");
  stack.defer(flush);
  stack.defer(await startTracing(io.env, packageVersion()));
  const models = stack.use(await loadModels(io, settings, options.models));
  const databaseUrl = readVariable(io.env, "DATABASE_URL");
  const store = openStore({ databaseUrl, directory });
  store.catch(() => undefined);
  stack.defer(async () => await store.then((opened) => opened.close(), () => undefined));
  const owner = readOwner(directory);
  const ledger = stack.use(createLedger({ directory, owner, clock: io.clock, store, budgets: databaseUrl === undefined ? "here" : "store" }));
  const keys = stack.use(createKeyBook({ store, clock: io.clock, everySeconds: 1, patienceSeconds: 30 }));
  if (!isLoopback(options.host)) await requireAnyKey(keys, options.host);
  const engine = stack.use(createServerEngine({ io, models: models.served, store, ledger, owner, ...measured }));
  const lifetime = createLifetime();
  const token = randomBytes(32).toString("base64url");
  const deps: GatewayDeps = {
    version: packageVersion(), startedAt: io.clock.now(), models: models.served, keys, ledger, store, lifetime, log, clock: io.clock, origins: options.origins,
    admission: createAdmission({ keys, requiresKey, localToken: token, origins: options.origins }),
    runs: createJoinedRunStore(openStoredRuns(io, store), [openRunStore(io, settings), engine.runs]),
    reasoning: engine.reasoning,
    premises: { list: listPremises, find: findListedPremise },
    ...measured,
    metrics: createMetrics({ active: lifetime.active, waiting: () => ledger.waiting }),
    limits: { bodyBytes: options.bodyBytes, bodySeconds: 30, stallSeconds: 120 },
    drawSeed: () => randomBytes(4).readUInt32LE(),
    drawBytes: createDrawer(),
  };
  const listening = await listen(createGateway(deps).fetch, options, { headerSeconds: 15, requestSeconds: 60, idleSeconds: 65 });
  stack.defer(listening.close);
  stack.defer(async () => await lifetime.stop(options.graceSeconds));
  lock.tell({ url: listening.url, token });
  options.onListening(listening.url, models.served.list.map(({ id }) => id));
  // Nobody waits for it; a store that cannot be opened ends the server anyway.
  void Promise.all([models.loaded, store]).then(engine.takeUp).catch((error: unknown) => log.warn({ code: toPremiseError(error).code }, "runs that were left"));
  await untilStopped(io.signal, [models.loaded.then(options.onReady), store]);
  log.info({ active: lifetime.active() }, "stopping");
}

/** Random bytes, drawn from the system many at a time. */
function createDrawer(): (count: number) => Buffer {
  let stock = randomBytes(0);
  return (count) => {
    if (stock.length < count) stock = randomBytes(Math.max(4096, count));
    const drawn = Buffer.from(stock.subarray(0, count));
    stock = stock.subarray(count);
    return drawn;
  };
}

/** On an address that others reach, someone must be able to tell who asks. */
async function requireAnyKey(keys: KeyBook, host: string): Promise<void> {
  await keys.refresh();
  if (!keys.hasAny()) throw new PremiseError("gateway/key-needed", { host });
}

/** Ends early when a model or the store cannot be opened: without a store the ledger would only grow in the journal. */
async function untilStopped(signal: AbortSignal, needed: readonly Promise<unknown>[]): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([stopped, Promise.all(needed).then(() => stopped)]);
}
