/** @module An `Io` whose streams are strings. */
import { Readable } from "node:stream";
import type { Io } from "../../src/cli/io.ts";
import { createFixedClock } from "../../src/random/clock.ts";

export type TestIo = { readonly io: Io; readonly out: () => string; readonly err: () => string };

export function createTestIo(change: Partial<Io> & { readonly input?: string } = {}): TestIo {
  const { input, ...rest } = change;
  let [out, err] = ["", ""];
  const io: Io = {
    stdin: Readable.from([Buffer.from(input ?? "")]),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isErrTerminal: false,
    isOutTerminal: false,
    env: {},
    clock: createFixedClock(new Date(Date.UTC(2026, 2, 1)), 0.5),
    signal: new AbortController().signal,
    ...rest,
  };
  return { io, out: () => out, err: () => err };
}
