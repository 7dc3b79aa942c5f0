/** @module How a failed command ends: one line on stderr, and the exit code of the error's row. */
import { isPremiseError, PremiseError, toPremiseError } from "../errors/premise-error.ts";
import type { Io } from "./io.ts";

/** What commander throws instead of leaving the process. */
type CommandLineExit = { readonly code: string; readonly exitCode: number; readonly message: string };

/** Writes what went wrong (one line, or one JSON object where `json`) and gives the exit code; 0 for help and version. */
export function reportFailure(io: Io, thrown: unknown, options: { readonly json: boolean; readonly command: string }): number {
  if (isCommandLineExit(thrown) && thrown.exitCode === 0) return 0;
  if (isCommandLineExit(thrown) && thrown.code === "commander.help") return 2;
  const error = toFailure(thrown, options.command, io.signal.aborted);
  io.err(options.json ? `${JSON.stringify({ error: { code: error.code, message: error.message } })}\n` : `premise: ${error.message} [${error.code}]\n`);
  return error.row.exit;
}

/** Whether writing failed because the reader of our output has gone (`premise ... | head`). */
export function isClosedPipe(thrown: unknown): boolean {
  return typeof thrown === "object" && thrown !== null && (thrown as { code?: unknown }).code === "EPIPE";
}

function toFailure(thrown: unknown, command: string, aborted: boolean): PremiseError {
  if (isCommandLineExit(thrown)) return fromCommandLine(thrown.message, command);
  if (!isPremiseError(thrown) && (aborted || isAbort(thrown))) return new PremiseError("interrupted");
  return toPremiseError(thrown);
}

function fromCommandLine(message: string, command: string): PremiseError {
  const text = message.replace(/^error: /, "").replace(/\s*[\r\n]+\s*/g, " ").replace(/\.$/, "");
  const hint = /^unknown option '-+[^'a-z]*[\s\d]/iu.test(text) ? "; put -- before a text that begins with -" : "";
  return new PremiseError("usage/command-line", { problem: text.charAt(0).toUpperCase() + text.slice(1) + hint, command });
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === "AbortError";
}

function isCommandLineExit(thrown: unknown): thrown is CommandLineExit {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === "string" && code.startsWith("commander.");
}
