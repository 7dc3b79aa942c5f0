/** @module `premise ask`: one question, under one premise or several. */
import { Option } from "commander";
import { DEFAULT_PREMISE, DEFAULT_SAMPLES, DEFAULT_SCORING, DEFAULT_SEED } from "../../ask/defaults.ts";
import { scoringMethods } from "../../score/normalise.ts";
import type { AskFlags } from "../ask-action.ts";
import { invalid, parseCount, parseNumber, parseSeed } from "../options.ts";
import { preloadEngine } from "../preload.ts";
import type { Register } from "../program.ts";

export const registerAsk: Register = (program, io) => {
  program
    .command("ask")
    .summary("put a question under a premise")
    .description("Put a question under a premise. With choices: a distribution over them. Without: sampled answers, those that say the same taken together.")
    .argument("<question>", "the question; - reads it from stdin")
    .option("--premise <id>", `whom to predict: an id of \`premises list\` or a .yaml file; again for each further one (default: ${DEFAULT_PREMISE})`, collect)
    .option("--choices <text...>", "possible answers, two or more", collectChoice)
    .addOption(new Option("--scoring <method>", `how choices become a distribution (default: ${DEFAULT_SCORING})`).choices([...scoringMethods, "all"]))
    .option("--samples <n>", `answers to sample where there are no choices (default: ${DEFAULT_SAMPLES})`, parseCount("--samples", "ask"))
    .option("--temperature <t>", "divides the logits when sampling; 0 takes the likeliest token (default: 1)", parseNumber("--temperature", "ask", 0, 100))
    .option("--top-p <p>", "samples only from the likeliest tokens that have this probability together (default: 1)", parseNumber("--top-p", "ask", 1e-9, 1))
    .option("--max-tokens <n>", "longest sampled answer (default: the premise's)", parseCount("--max-tokens", "ask"))
    .option("--seed <n>", `whole number that decides every draw; with --choices nothing is drawn (default: ${DEFAULT_SEED})`, parseSeed)
    .option("--max-credence <p>", "limit of both credences, in place of the premise's policy; one that can't be measured then stops", parseNumber("--max-credence", "ask", 0, 1))
    .addOption(new Option("--native <when>", "score after the contrasts always, or only where the free channels are not clear (default: always)").choices(["always", "needed"]))
    .option("--audit", "also measure the accepted answers against wordings that the gate never uses")
    .option("--prior <p>", "of both credences, in place of the premise's own", parseNumber("--prior", "ask", 1e-9, 1 - 1e-9))
    .option("--model <model>", "an id of `models list`, the path of a .gguf file, or `world`")
    .option("--deterministic", "the same bits whatever was asked before; slower")
    .option("--flash-attention", "faster; what else is evaluated moves probabilities more")
    .option("--show-prompt", "show the document that the model continued")
    .option("--json", "print JSON")
    .action(async (question: string, _flags: AskFlags, command: { optsWithGlobals: () => AskFlags }) => {
      preloadEngine(command.optsWithGlobals().model);
      const { runAsk } = await import("../ask-action.ts");
      await runAsk(io, question, command.optsWithGlobals());
    });
};

/** An option right behind `--choices` would be taken for the first choice. */
function collectChoice(value: string, before: readonly string[] | undefined): string[] {
  if (value.startsWith("--")) throw invalid("--choices", `expected a text, got the option ${value}; put the choices right behind --choices`, "ask");
  return collect(value, before);
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
