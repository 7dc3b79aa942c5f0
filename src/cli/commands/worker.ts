/** @module `premise worker`: runs what others have put into a model's queue. */
import type { Command } from "commander";
import { invalid, parseCount } from "../options.ts";
import { preloadEngine } from "../preload.ts";
import type { Register } from "../program.ts";
import type { WorkerFlags } from "../worker/worker.ts";

export const registerWorker: Register = (program, io) => {
  program
    .command("worker")
    .summary("run what waits in a model's queue")
    .description("Run what `premise reason --detach` and others have put into the queues of these models, on the server that DATABASE_URL names. Several workers share a queue; when one dies, the others go on with its runs. The limits are kept with the queue: the worker that was started last sets them.")
    .option("--model <model>", "whose queue; again for each further one (default: the predictor)", collect)
    .option("--concurrency <n>", "runs at once in this worker, of each model", parseCount("--concurrency", "worker"), 4)
    .option("--max-running <n>", "runs at once in all workers together (default: no limit)", parseCount("--max-running", "worker"))
    .option("--rate <n/seconds>", "begin at most so many runs in so many seconds, in all workers together, as 10/60 (default: no limit)", parseRate)
    .option("--poll <ms>", "how often to look for runs", parseCount("--poll", "worker"), 500)
    .option("--deterministic", "the same bits whatever else is asked; slower")
    .option("--json", "print each run that has ended as a line of JSON on stdout")
    .action(async (_flags: WorkerFlags, command: Command) => {
      const flags = command.optsWithGlobals<WorkerFlags>();
      if (flags.maxRunning !== undefined && flags.maxRunning < flags.concurrency) throw invalid("--max-running", `it is below --concurrency (${flags.concurrency}); lower that too`, "worker");
      preloadEngine(flags.model?.[0]);
      const { runWorker } = await import("../worker/worker.ts");
      await runWorker(io, flags);
    });
};

function parseRate(value: string): { readonly runs: number; readonly seconds: number } {
  const [, runs = "", seconds = ""] = /^(\d{1,6})\/(\d{1,6})$/.exec(value) ?? [];
  const [count, period] = [Number(runs), Number(seconds)];
  if (!(count >= 1 && period >= 1)) throw invalid("--rate", `expected runs and seconds, as in 10/60, got "${value}"`, "worker");
  return { runs: count, seconds: period };
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
