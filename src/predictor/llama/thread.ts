/** @module Threads of the engine. One that is started early loads the engine's code while its owner still finds out which model it is for. */
import { Worker } from "node:worker_threads";
import type { Answer } from "./messages.ts";

let spare: Worker | null = null;

/** Starts a thread for the model that is opened next. */
export function preloadThread(): void {
  spare ??= startThread();
}

/** A thread that waits for its model; it keeps the process alive. */
export function takeThread(): Worker {
  const thread = spare === null || spare.threadId === -1 ? startThread() : spare;
  spare = null;
  thread.ref();
  return thread;
}

function startThread(): Worker {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const thread = new Worker(new URL(`worker.${extension}`, import.meta.url));
  // One that fails before it has an owner is not taken.
  thread.on("error", () => undefined);
  // Until then it keeps the process alive: one that ends while its thread still loads native code crashes.
  thread.once("message", (answer: Answer) => {
    if (answer.kind === "loaded" && thread === spare) thread.unref();
  });
  return thread;
}
