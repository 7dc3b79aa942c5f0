/** @module `premise serve`: models behind OpenAI's wire. */
import type { Command } from "commander";
import { parseCount } from "../options.ts";
import { invalid } from "../options.ts";
import type { Io } from "../io.ts";
import { preloadEngine } from "../preload.ts";
import type { Register } from "../program.ts";

type ServeFlags = {
  readonly port: number; readonly host: string; readonly model?: readonly string[]; readonly requireKey?: boolean; readonly allowOrigin?: readonly string[];
  readonly graceSeconds: number; readonly bodyMegabytes: number; readonly deterministic?: boolean; readonly fast?: boolean; readonly flashAttention?: boolean; readonly json?: boolean; readonly quiet?: boolean;
};

export const registerServe: Register = (program, io) => {
  program
    .command("serve")
    .summary("models behind OpenAI's HTTP interface")
    .description("Serve models over HTTP as OpenAI does, with correct log-probabilities of prompts. Logs go to stderr, a line a request.")
    .option("--port <n>", "0 takes a free one", parsePort, 8173)
    .option("--host <address>", "any other than a loopback address needs a key", "127.0.0.1")
    .option("--model <model>", "what to serve; again for each further one (default: the predictor and the translator)", collect)
    .option("--require-key", "ask for a key also on a loopback address")
    .option("--allow-origin <origin>", "pages of this origin may call; again for each further one (default: none)", collect)
    .option("--grace-seconds <n>", "when stopping, how long what is under way may take", parseCount("--grace-seconds", "serve"), 30)
    .option("--body-megabytes <n>", "the longest request", parseCount("--body-megabytes", "serve"), 32)
    .option("--deterministic", "the same bits whatever else is asked: the default, unless a setting says otherwise")
    .option("--fast", "evaluate requests together: more at once, and what else is asked moves log-probabilities, by some hundredths of nats in the mean")
    .option("--flash-attention", "faster; what else is evaluated moves probabilities more")
    .option("--json", "print where it listens as JSON on stdout")
    .action(async (_flags: ServeFlags, command: Command) => await run(io, command.optsWithGlobals<ServeFlags>()));
};

async function run(io: Io, flags: ServeFlags): Promise<void> {
  if (flags.deterministic === true && flags.fast === true) throw invalid("--fast", "it contradicts --deterministic; leave one of the two out", "serve");
  preloadEngine(flags.model?.[0]);
  const [{ readSettings }, { serve }] = await Promise.all([import("../assemble.ts"), import("../serve/serve.ts")]);
  const settings = readSettings(io, { deterministic: flags.fast === true ? false : flags.deterministic, flashAttention: flags.flashAttention });
  const say = (text: string): void => void (flags.quiet !== true && io.err(text));
  const started = io.clock.seconds();
  await serve(io, settings, {
    host: flags.host, port: flags.port, requiresKey: flags.requireKey === true, origins: flags.allowOrigin ?? [],
    models: flags.model ?? [settings.model.value, settings.translator.value],
    graceSeconds: flags.graceSeconds, bodyBytes: flags.bodyMegabytes * 1e6, quiet: flags.quiet === true,
    onListening: (url, models) => {
      if (flags.json === true) io.out(`${JSON.stringify({ url, models })}\n`);
      say(`Premise listens on ${url} (${url}/reference tells what it answers) and loads ${models.join(", ")} ...\n`);
    },
    onReady: () => say(`Ready after ${(io.clock.seconds() - started).toFixed(1)} s. Ctrl-C stops it.\n`),
  });
}

function parsePort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : NaN;
  if (!(port <= 65_535)) throw invalid("--port", `expected a whole number from 0 to 65535, got "${value}"`, "serve");
  return port;
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
