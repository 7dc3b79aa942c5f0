/** @module The thread of one model: answers calls in order, hears of cancellations between batches. */
import { setImmediate } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import type { SampleEvent } from "../predictor.ts";
import { Engine } from "./engine.ts";
import type { Answer, Call, OpenOptions, Question, SampleWire, ScoreWire } from "./messages.ts";

const cancelled = new Set<number>();
let queue: Promise<void> = Promise.resolve();

function say(answer: Answer): void {
  parentPort?.postMessage(answer);
}

function open(options: OpenOptions): Engine | null {
  try {
    const engine = new Engine(options);
    say({ kind: "open", facts: engine.facts });
    return engine;
  } catch (error) {
    say({ kind: "refused", error: toPremiseError(error).toJSON() });
    return null;
  }
}

async function answer(engine: Engine, call: Call): Promise<void> {
  const breathe = async (): Promise<void> => {
    await setImmediate();
    if (cancelled.has(call.id)) throw new PremiseError("interrupted");
  };
  try {
    await breathe();
    say({ kind: "done", id: call.id, output: await perform(engine, call, breathe) });
  } catch (error) {
    say({ kind: "failed", id: call.id, error: toPremiseError(error).toJSON() });
  }
  cancelled.delete(call.id);
}

async function perform(engine: Engine, call: Call, breathe: () => Promise<void>): Promise<unknown> {
  switch (call.name) {
    case "tokenize":
      return engine.tokenize(call.input);
    case "detokenize":
      return engine.detokenize(call.input);
    case "score": {
      const outcomes = await engine.score(call.input, (done) => say({ kind: "progress", id: call.id, done }), breathe);
      return outcomes.map((outcome): ScoreWire => (outcome.ok ? outcome : { ok: false, error: outcome.error.toJSON() }));
    }
    case "sample":
      await sampleInBundles(engine, call, breathe);
      return null;
    case "close":
      engine[Symbol.dispose]();
      parentPort?.unref();
      return null;
  }
}

/** Events of one step travel together. */
async function sampleInBundles(engine: Engine, call: Call & { name: "sample" }, breathe: () => Promise<void>): Promise<void> {
  let bundle: SampleWire[] = [];
  const flush = (): void => {
    if (bundle.length > 0) say({ kind: "samples", id: call.id, events: bundle });
    bundle = [];
  };
  const emit = (event: SampleEvent): void => void bundle.push(event.kind === "refused" ? { ...event, error: event.error.toJSON() } : event);
  await engine.sample(call.input, emit, async () => {
    flush();
    await breathe();
  });
  flush();
}

let engine: Engine | null = null;
parentPort?.on("message", (question: Question) => {
  if (question.kind === "open") engine = open(question.options);
  else if (question.kind === "cancel") cancelled.add(question.id);
  else queue = queue.then(() => (engine === null ? undefined : answer(engine, question)));
});
