#!/usr/bin/env node
/** @module The `premise` command: runs one command of the tree and ends with its exit code. */
import type { Command } from "commander";
import { PremiseError } from "../errors/premise-error.ts";
import { systemClock } from "../random/clock.ts";
import { registers } from "./commands.ts";
import { isClosedPipe, reportFailure } from "./failure.ts";
import { createProcessIo, type Io } from "./io.ts";
import { createProgram } from "./program.ts";
import { createStopper, dieOf } from "./signals.ts";
import { packageVersion } from "./version.ts";

const stopping = new AbortController();
const args = process.argv.slice(2);

leaveWhenNobodyReads();
process.once("uncaughtException", (thrown) => process.exit(reportFailure(createProcessIo(stopping.signal), thrown, { json: args.includes("--json"), command: "premise" })));
const stop = createStopper(() => systemClock.seconds(), { windUp: () => stopping.abort(), leave: dieOf });
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
const code = await run(args, createQuietableIo());
process.exitCode = code === 0 ? (process.exitCode ?? 0) : code;

/** Commands that fail without an error of their own (some lines of many failed) set `process.exitCode`. */
async function run(argv: readonly string[], io: Io): Promise<number> {
  const program = createProgram(io, registers).version(packageVersion(), "--version", "print the version");
  speakOnce(program);
  try {
    await program.parseAsync(argv, { from: "user" });
    return 0;
  } catch (thrown) {
    return reportFailure(io, thrown, { json: argv.includes("--json"), command: commandName(program, argv) });
  }
}

function createQuietableIo(): Io {
  const io = createProcessIo(stopping.signal);
  return args.includes("--quiet") ? { ...io, isErrTerminal: false } : io;
}

/** A closed pipe is no failure; a full disk is one, and is told where stderr still can. */
function leaveWhenNobodyReads(): void {
  process.stderr.on("error", (error) => process.exit(isClosedPipe(error) ? 0 : 1));
  process.stdout.on("error", (error) => {
    if (isClosedPipe(error)) process.exit(0);
    const unwritable = new PremiseError("output/unwritable", { path: "stdout", problem: error.message }, { cause: error });
    process.exit(reportFailure(createProcessIo(stopping.signal), unwritable, { json: args.includes("--json"), command: "premise" }));
  });
}

/** Commander's own error text is left out, since `reportFailure` prints one line for every failure. */
function speakOnce(command: Command): void {
  command.configureOutput({ outputError: () => undefined }).showHelpAfterError(false);
  for (const child of command.commands) speakOnce(child);
}

/** The longest run of leading words that name a command, for "see `premise X --help`". */
function commandName(program: Command, argv: readonly string[]): string {
  const path = [program.name()];
  let here: Command | undefined = program;
  for (const word of argv) {
    here = here.commands.find((child) => child.name() === word);
    if (here === undefined) break;
    path.push(word);
  }
  return path.join(" ");
}
