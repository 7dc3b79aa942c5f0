/** @module `premise demo`: see what Premise does, in a minute. */
import { DEFAULT_SEED } from "../../ask/defaults.ts";
import type { DemoFlags } from "../demo-action.ts";
import { parseSeed } from "../options.ts";
import type { Register } from "../program.ts";

export const registerDemo: Register = (program, io) => {
  program
    .command("demo")
    .summary("five questions asked in five ways, with a report")
    .description("Put five questions to the default predictor under three premises and bare, and to an instruct model in its chat form; show answers and cost, and write an HTML report. Fetches the two models when they are not here.")
    .option("--out <directory>", "where the report goes (default: reports/ in the data directory)")
    .option("--seed <n>", `whole number that decides all random choices (default: ${DEFAULT_SEED})`, parseSeed)
    .option("--json", "print JSON")
    .action(async (_flags: DemoFlags, command: { optsWithGlobals: () => DemoFlags }) => {
      const { runDemoCommand } = await import("../demo-action.ts");
      await runDemoCommand(io, command.optsWithGlobals());
    });
};
