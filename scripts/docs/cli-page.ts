/** @module Writes docs/cli.md from the help of every command. */
import type { Command } from "commander";
import type { Io } from "../../src/cli/io.ts";
import { createProgram, type Register } from "../../src/cli/program.ts";
import { createFixedClock } from "../../src/random/clock.ts";

const head = `# The \`premise\` command

Every command's own help (this page is generated: \`npm run docs\`). In a clone, \`npm run -s premise -- ARGS\` stands for \`premise ARGS\`.
Data goes to stdout, talk and progress to stderr. Exit codes and errors: [errors.md](errors.md).
`;

/** Markdown with one section a command, in the order of the program. The help is the same on every machine: 100 columns, no colours, empty environment. */
export function renderCliPage(registers: readonly Register[]): string {
  const program = createProgram(silentIo(), registers).version("", "--version", "print the version");
  return `${head}${renderCommand(program, [])}`;
}

function renderCommand(command: Command, above: readonly string[]): string {
  const path = [...above, command.name()];
  const help = command.configureOutput({ getOutHelpWidth: () => 100, getErrHelpWidth: () => 100, getOutHasColors: () => false }).helpInformation();
  const section = `\n## ${path.join(" ")}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\`\n`;
  return section + command.commands.filter((child) => child.name() !== "help").map((child) => renderCommand(child, path)).join("");
}

function silentIo(): Io {
  return {
    stdin: process.stdin,
    out: () => undefined,
    err: () => undefined,
    isErrTerminal: false,
    isOutTerminal: false,
    env: {},
    clock: createFixedClock(new Date(0)),
    signal: new AbortController().signal,
  };
}
