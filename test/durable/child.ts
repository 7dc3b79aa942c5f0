/** @module A process for tests that is killed: runs one durable run to its end, or works on a queue, and says how far it is. Its one argument is a `ChildSpec`. */
import { systemClock } from "../../src/random/clock.ts";
import type { Bodies } from "../../src/runs/bodies.ts";
import { openRunEngine, type RunEngineSetting } from "../../src/runs/durable/engine.ts";
import { openStore } from "../../src/store/choose.ts";
import { lockDataDirectory } from "../../src/store/lock.ts";
import { say } from "../store/say.ts";
import { openWorkLog, type WorkLog } from "./sampling.ts";

export type ChildSpec = {
  readonly directory: string;
  readonly databaseUrl?: string;
  readonly schema: string;
  /** A module that exports `createBodies`. */
  readonly program: string;
  /** What it takes. */
  readonly model: string;
  /** Where the work writes what it does. */
  readonly log: string;
  readonly queues?: RunEngineSetting["queues"];
  /** Goes on with this run, or begins one; neither works on the queues. */
  readonly resume?: string;
  readonly begin?: unknown;
};

/** Of the run `kind` "child". */
export type ChildProgram = { readonly createBodies: (model: string, log: WorkLog) => Promise<Bodies> };

const spec = JSON.parse(process.argv[2] ?? "{}") as ChildSpec;
const stopping = new AbortController();
process.once("SIGINT", () => stopping.abort());
const log = openWorkLog(spec.log);
if (spec.databaseUrl === undefined) lockDataDirectory(spec.directory);
const { createBodies } = (await import(spec.program)) as ChildProgram;
const [store, bodies] = await Promise.all([openStore({ databaseUrl: spec.databaseUrl, directory: spec.directory }), createBodies(spec.model, log)]);
const setting = { address: () => store.address(), bodies, version: "1.0.0", clock: systemClock, unique: () => crypto.randomUUID(), schema: spec.schema, signal: stopping.signal };
const engine = await openRunEngine({ ...setting, ...(spec.queues === undefined ? {} : { queues: spec.queues }) });
if (spec.queues === undefined) await run();
else say("working");
if (spec.queues !== undefined) await new Promise<void>((resolve) => stopping.signal.addEventListener("abort", () => resolve()));
await engine.close();
await store.close();
process.exit(0);

async function run(): Promise<void> {
  if (spec.resume !== undefined) {
    const { steps, status } = await engine.runs.read(spec.resume);
    log.write(`${spec.resume} have ${steps.length}`);
    // It was killed between its end and saying so.
    if (status === "done") return say(`over ${steps.map(({ id }) => id).join(",")}`);
  }
  const handle = spec.resume === undefined ? await engine.start({ kind: "child", title: "a run that is killed", input: spec.begin, fingerprint: null }) : await engine.resume(spec.resume);
  say(`begun ${handle.id}`);
  // It may be cancelled.
  await handle.result().catch(() => undefined);
  say(`done ${(await engine.runs.read(handle.id)).steps.map(({ id }) => id).join(",")}`);
}
