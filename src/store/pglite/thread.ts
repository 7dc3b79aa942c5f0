/** @module Calls into the thread of the embedded database. */
import { Worker } from "node:worker_threads";
import { fromWire, PremiseError } from "../../errors/premise-error.ts";
import type { Answer, Question } from "./messages.ts";

type Caller = { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void };

/** It keeps the process alive while a call is under way. */
export class Thread {
  readonly #worker: Worker;
  readonly #callers = new Map<number, Caller>();
  #calls = 0;
  #problem: string | null = null;

  constructor() {
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    this.#worker = new Worker(new URL(`worker.${extension}`, import.meta.url));
    this.#worker.unref();
    this.#worker.on("message", (answer: Answer) => this.#hear(answer));
    this.#worker.on("error", (error) => this.#fail(error instanceof Error ? error.message : String(error)));
    this.#worker.on("exit", () => this.#fail("it is closed"));
  }

  /** By itself, or by `end`. */
  get hasEnded(): boolean {
    return this.#problem !== null;
  }

  /** @throws PremiseError what the other side threw; `store/unavailable` when it has ended. */
  call(method: Question["method"], args: readonly unknown[]): Promise<unknown> {
    if (this.#problem !== null) return Promise.reject(new PremiseError("store/unavailable", { problem: this.#problem }));
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = ++this.#calls;
    this.#callers.set(id, { resolve, reject });
    this.#worker.ref();
    this.#worker.postMessage({ id, method, args });
    return promise;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #hear(answer: Answer): void {
    const caller = this.#callers.get(answer.id);
    this.#callers.delete(answer.id);
    if (this.#callers.size === 0) this.#worker.unref();
    if ("error" in answer) caller?.reject(fromWire(answer.error));
    else caller?.resolve(answer.value);
  }

  #fail(problem: string): void {
    this.#problem ??= problem;
    for (const caller of this.#callers.values()) caller.reject(new PremiseError("store/unavailable", { problem: this.#problem }));
    this.#callers.clear();
  }
}
