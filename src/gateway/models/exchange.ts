/** @module One exchange with an upstream, with undici's dispatcher itself: a whole answer costs no stream, and a stream hands on what came, as it came. */
import type { Dispatcher } from "undici";
import { PremiseError } from "../../errors/premise-error.ts";

export type UpstreamHead = { readonly status: number; readonly type: string; readonly retryAfter: string | null };
/** A short answer comes whole; anything else as chunks. */
export type UpstreamAnswer = UpstreamHead & ({ readonly bytes: Uint8Array } | { readonly chunks: AsyncIterable<Uint8Array> });

export type Question = { readonly path: string; readonly headers: Record<string, string>; readonly body: Uint8Array; readonly signal: AbortSignal; readonly wholeBytes: number };

/** @throws what undici fails with; `interrupted` when `signal` is aborted. */
export function exchange(dispatcher: Dispatcher, { path, headers, body, signal, wholeBytes }: Question): Promise<UpstreamAnswer> {
  const handler = new Handler(signal, wholeBytes);
  if (signal.aborted) return Promise.reject(new PremiseError("interrupted"));
  dispatcher.dispatch({ method: "POST", path, headers, body }, handler);
  return handler.answer;
}

type Controller = Dispatcher.DispatchController;

/** More than this waiting for the client stops the server's sending. */
const waitingBytes = 1024 * 1024;

class Handler implements Dispatcher.DispatchHandler {
  readonly answer: Promise<UpstreamAnswer>;
  readonly #wholeBytes: number;
  readonly #signal: AbortSignal;
  readonly #resolve: (answer: UpstreamAnswer) => void;
  readonly #reject: (error: unknown) => void;
  readonly #abort = (): void => this.#controller?.abort(new PremiseError("interrupted"));
  #controller: Controller | null = null;
  #head: UpstreamHead | null = null;
  #pieces: Uint8Array[] = [];
  #waiting = 0;
  #isStream = false;
  #end: { readonly error: Error | null } | null = null;
  #wake = Promise.withResolvers<void>();

  constructor(signal: AbortSignal, wholeBytes: number) {
    const { promise, resolve, reject } = Promise.withResolvers<UpstreamAnswer>();
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
    this.#wholeBytes = wholeBytes;
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    this.#signal.addEventListener("abort", this.#abort, { once: true });
    if (this.#signal.aborted) this.#abort();
  }

  onResponseStart(_controller: Controller, status: number, headers: Record<string, string | string[] | undefined>): void {
    // 1xx are no answers yet.
    if (status < 200) return;
    this.#head = { status, type: first(headers["content-type"]) ?? "application/octet-stream", retryAfter: first(headers["retry-after"]) ?? null };
    const length = first(headers["content-length"]);
    if (length !== undefined && Number(length) <= this.#wholeBytes) return;
    this.#isStream = true;
    this.#resolve({ ...this.#head, chunks: this.#read() });
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#pieces.push(chunk);
    this.#waiting += chunk.length;
    if (!this.#isStream) return;
    if (this.#waiting > waitingBytes) controller.pause();
    this.#wake.resolve();
  }

  onResponseEnd(): void {
    this.#finish(null);
    const [only] = this.#pieces;
    if (!this.#isStream && this.#head !== null) this.#resolve({ ...this.#head, bytes: this.#pieces.length === 1 && only !== undefined ? only : Buffer.concat(this.#pieces) });
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#finish(error);
    if (!this.#isStream) this.#reject(error);
  }

  #finish(error: Error | null): void {
    this.#signal.removeEventListener("abort", this.#abort);
    this.#end = { error };
    this.#wake.resolve();
  }

  /** Leaving early ends the exchange. */
  async *#read(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const pieces = this.#pieces;
        this.#pieces = [];
        this.#waiting = 0;
        if (this.#controller?.paused === true) this.#controller.resume();
        yield* pieces;
        if (this.#pieces.length > 0) continue;
        if (this.#end !== null) {
          if (this.#end.error !== null) throw this.#end.error;
          return;
        }
        await this.#wake.promise;
        this.#wake = Promise.withResolvers();
      }
    } finally {
      if (this.#end === null) this.#abort();
    }
  }
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
