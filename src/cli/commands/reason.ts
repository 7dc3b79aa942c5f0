/** @module `premise reason`: one question thought through line by line, in a run that survives the end of this process. */
import { Option } from "commander";
import { policyNames } from "../../reason/policies.ts";
import { defaultRequest as preset } from "../../reason/request.ts";
import { parseCount, parseNumber, parseSeed } from "../options.ts";
import { preloadEngine } from "../preload.ts";
import type { Register } from "../program.ts";
import type { ReasonFlags } from "../reason/action.ts";

export const registerReason: Register = (program, io) => {
  const count = (flag: string) => parseCount(flag, "reason");
  const number = (flag: string, least: number, most: number) => parseNumber(flag, "reason", least, most);
  program
    .command("reason")
    .summary("think a question through, watched at every step")
    .description("Think a question through: a predicted person's notes, line by line, then an answer. Both credences are measured after every line, and a policy says what follows. The run survives a crash, and Ctrl-C: `premise runs resume ID` goes on.")
    .argument("<question>", "the question; - reads it from stdin")
    .option("--premise <id>", "whose notes to predict: a premise with notes (default: working-notes; problem-circle for a panel)")
    .addOption(new Option("--policy <policy>", `what to do with a thought that a credence speaks against (default: ${preset.policy})`).choices([...policyNames]))
    .option("--steps <n>", `most thoughts (default: ${preset.steps})`, count("--steps"))
    .addOption(new Option("--ends <when>", "at-steps: after all thoughts; predicted: where the model finds the answer likelier than another thought (default: predicted)").choices(["predicted", "at-steps"]))
    .option("--tries <n>", `drafts of one thought under resample, and of an answer (default: ${preset.tries})`, count("--tries"))
    .option("--returns <n>", `returns in all under re-anchor (default: ${preset.returns})`, count("--returns"))
    .option("--budget <tokens>", "most tokens that are drawn and scored (default: no limit)", (value: string) => Number(value))
    .addOption(new Option("--spend <how>", "spend the rise in credence that the limit leaves at any step, or evenly over the steps (default: free)").choices(["free", "even"]))
    .option("--margin <nats>", "tighten every limit by so much (default: 0)", number("--margin", 0, 100))
    .option("--max-credence <p>", "limit of both credences, in place of the premise's policy; one that can't be measured then refuses", number("--max-credence", 1e-9, 1))
    .option("--prior <p>", "of both credences, in place of the premise's own", number("--prior", 1e-9, 1 - 1e-9))
    .option("--tree <width>", "draw so many drafts of every line, as a tree; needs --policy resample or none", count("--tree"))
    .option("--keep <n>", "leaves of the tree that stay after each line (default: the width)", count("--keep"))
    .option("--choices <text...>", "possible answers: a distribution over them, scored behind the notes")
    .option("--documents <folder>", "text files that the predicted person may look things up in; needs a premise with a library (reading-room)")
    .option("--temperature <t>", "divides the logits; credences are calibrated for 1 (default: 1)", number("--temperature", 0, 100))
    .option("--top-p <p>", "samples only from the likeliest tokens that have this probability together (default: 1)", number("--top-p", 1e-9, 1))
    .option("--seed <n>", `whole number that decides every draw (default: ${preset.seed})`, parseSeed)
    .option("--model <model>", "an id of `models list`, the path of a .gguf file, or `world`")
    .option("--deterministic", "the same bits whatever was asked before, so that a resumed run ends as an undisturbed one; slower")
    .option("--detach", "only put it into the queue of its model, for `premise worker`; needs DATABASE_URL")
    .option("--json", "print JSON")
    .action(async (question: string, _flags: ReasonFlags, command: { optsWithGlobals: () => ReasonFlags }) => {
      const flags = command.optsWithGlobals();
      if (flags.detach !== true) preloadEngine(flags.model);
      const { runReason } = await import("../reason/action.ts");
      await runReason(io, question, flags);
    });
};
