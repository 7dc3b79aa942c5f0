/** @module The thread of one model: takes calls as they come, evaluates a batch, and looks for messages before the next. */
import { setImmediate } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import type { SampleEvent, ScoreOutcome, Wanted } from "../predictor.ts";
import { Engine } from "./engine.ts";
import type { Answer, Call, OpenOptions, Question, SampleWire, ScoreWire } from "./messages.ts";
import { type CallEnd, createSampleCall, createScoreCall } from "./schedule/call.ts";

let engine: Engine | null = null;
let running = false;
/** Events of one step travel together. */
const bundles = new Map<number, SampleWire[]>();
const progress = new Map<number, number>();

function say(answer: Answer): void {
  parentPort?.postMessage(answer);
}

function open(options: OpenOptions): Engine | null {
  try {
    const opened = new Engine(options);
    say({ kind: "open", facts: opened.facts });
    return opened;
  } catch (error) {
    say({ kind: "refused", error: toPremiseError(error).toJSON() });
    return null;
  }
}

/** Takes a call on; short ones are answered at once. */
function take(owner: Engine, call: Call): void {
  switch (call.name) {
    case "tokenize":
      return say({ kind: "done", id: call.id, output: owner.tokenize(call.input) });
    case "detokenize":
      return say({ kind: "done", id: call.id, output: owner.detokenize(call.input) });
    case "state":
      return say({ kind: "done", id: call.id, output: owner.state });
    case "score":
      return takeScore(owner, call);
    case "sample":
      return takeSample(owner, call);
    case "close":
      engine = null;
      owner[Symbol.dispose]();
      say({ kind: "done", id: call.id, output: null });
      parentPort?.unref();
  }
}

function takeScore(owner: Engine, { id, input }: Call & { name: "score" }): void {
  const onDone = (outcomes: ScoreOutcome[]): void => {
    const output = outcomes.map((outcome): ScoreWire => (outcome.ok ? outcome : { ok: false, error: outcome.error.toJSON() }));
    flush(id);
    say({ kind: "done", id, output });
  };
  owner.submit(createScoreCall(owner.parts, id, input, endOf(id, onDone)), wantsLayers(input));
}

function takeSample(owner: Engine, { id, input }: Call & { name: "sample" }): void {
  bundles.set(id, []);
  const emit = (event: SampleEvent): void => void bundles.get(id)?.push(event.kind === "refused" ? { ...event, error: event.error.toJSON() } : event);
  const onDone = (): void => {
    flush(id);
    bundles.delete(id);
    say({ kind: "done", id, output: null });
  };
  owner.submit(createSampleCall(owner.parts, id, input, emit, endOf(id, onDone)), wantsLayers(input));
}

function endOf<Output>(id: number, onDone: (output: Output) => void): CallEnd<Output> {
  return { onDone, onFailed: (error) => fail(id, error), onProgress: (done) => void progress.set(id, done) };
}

function wantsLayers(requests: readonly { readonly want?: Wanted }[]): boolean {
  return requests.some(({ want }) => (want?.layers?.length ?? 0) > 0);
}

function fail(id: number, error: PremiseError): void {
  flush(id);
  bundles.delete(id);
  say({ kind: "failed", id, error: error.toJSON() });
}

/** Sends what has come up for a call. */
function flush(id: number): void {
  const events = bundles.get(id);
  if (events !== undefined && events.length > 0) {
    bundles.set(id, []);
    say({ kind: "samples", id, events });
  }
  const done = progress.get(id);
  if (done === undefined) return;
  progress.delete(id);
  say({ kind: "progress", id, done });
}

function flushAll(): void {
  for (const id of new Set([...bundles.keys(), ...progress.keys()])) flush(id);
}

/** Batch after batch while there is work; messages come in between. */
async function run(): Promise<void> {
  if (running) return;
  running = true;
  try {
    while (engine?.step() === true) {
      flushAll();
      await setImmediate();
    }
    flushAll();
  } finally {
    running = false;
  }
}

function hear(question: Question): void {
  if (question.kind === "open") engine = open(question.options);
  else if (engine === null) return;
  else if (question.kind === "cancel") engine.cancel(question.id, new PremiseError("interrupted"));
  else if (question.kind === "pause") engine.pause(question.id, question.paused);
  else {
    try {
      take(engine, question);
    } catch (error) {
      fail(question.id, toPremiseError(error));
    }
  }
  // What came in together is seen together.
  if (!running) void setImmediate().then(run);
}

parentPort?.on("message", hear);
say({ kind: "loaded" });
