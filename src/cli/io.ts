/** @module What a command may touch of its surroundings: streams, environment, clock, cancellation. */
import { type Clock, systemClock } from "../random/clock.ts";
import { toIndentedJson } from "../random/json.ts";

export type Io = {
  readonly stdin: NodeJS.ReadableStream;
  /** Data only. */
  readonly out: (text: string) => void;
  /** Talk, progress and errors. */
  readonly err: (text: string) => void;
  readonly isErrTerminal: boolean;
  readonly isOutTerminal: boolean;
  /** Width of the terminal that stdout is. */
  readonly columns?: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

export function createProcessIo(signal: AbortSignal): Io {
  return {
    stdin: process.stdin,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isErrTerminal: process.stderr.isTTY === true,
    isOutTerminal: process.stdout.isTTY === true,
    columns: process.stdout.columns,
    env: process.env,
    clock: systemClock,
    signal,
  };
}

export function printJson(io: Io, value: unknown): void {
  io.out(`${toIndentedJson(value)}\n`);
}

/** A line on stderr that is overwritten where stderr is a terminal, and left out elsewhere. */
export function showProgress(io: Io, text: string): void {
  if (io.isErrTerminal) io.err(`\r\u001b[2K${text}`);
}

export function endProgress(io: Io): void {
  if (io.isErrTerminal) io.err("\r\u001b[2K");
}
