/** @module The command tree: every command's name, options and help, without running any. */
import { Command } from "commander";
import type { Io } from "./io.ts";

/** Adds one command (with its subcommands) to the program. */
export type Register = (program: Command, io: Io) => void;

export function createProgram(io: Io, registers: readonly Register[]): Command {
  const program = new Command("premise")
    .description("Ask a predictive model what careful humans would say, and measure whether that is whom it is predicting.")
    .option("--quiet", "no progress and no notes on stderr")
    .showHelpAfterError("(premise --help lists the commands)")
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  for (const register of registers) register(program, io);
  return program;
}
