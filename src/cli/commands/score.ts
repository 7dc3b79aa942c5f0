/** @module `premise score`: log-probabilities of many texts, JSONL to JSONL. */
import { PremiseError } from "../../errors/premise-error.ts";
import { toJson } from "../../random/json.ts";
import { endProgress, type Io, showProgress } from "../io.ts";
import { preloadEngine } from "../preload.ts";
import type { Register } from "../program.ts";

type ScoreFlags = { readonly model?: string; readonly deterministic?: boolean; readonly flashAttention?: boolean };

export const registerScore: Register = (program, io) => {
  program
    .command("score")
    .summary("log-probabilities of texts, JSONL in and out")
    .description('Score lines {"id"?, "context", "continuation", "bos"?} in order to lines {"id", "logprob", "tokens", "bytes"} in nats, or {"id", "error"}.')
    .argument("[file]", "JSONL file; - or nothing reads stdin", "-")
    .option("--model <model>", "an id of `models list`, the path of a .gguf file, or `world`")
    .option("--deterministic", "the same bits whatever else is scored; slower")
    .option("--flash-attention", "faster; what else is scored moves probabilities more")
    .action((file: string, flags: ScoreFlags) => score(io, file, flags));
};

async function score(io: Io, file: string, flags: ScoreFlags): Promise<void> {
  preloadEngine(flags.model);
  const [{ openModel, readSettings }, { readBytes, readStdin }, { readLineGroups }, { scoreLines }] = await Promise.all([
    import("../assemble.ts"), import("../read-input.ts"), import("../../score/lines.ts"), import("../../score/jsonl.ts"),
  ]);
  const input = file === "-" ? readStdin(io) : readBytes(file);
  const groups = await startReading(readLineGroups(input));
  const predictor = await openModel(io, readSettings(io, { model: flags.model, deterministic: flags.deterministic, flashAttention: flags.flashAttention }));
  let total = 0;
  let failed = 0;
  try {
    for await (const line of scoreLines(predictor, groups, { signal: io.signal })) {
      total++;
      if ("error" in line) failed++;
      io.out(`${toJson(line)}\n`);
      showProgress(io, `${total} lines scored`);
    }
  } finally {
    endProgress(io);
  }
  if (failed > 0) throw new PremiseError("score/lines-failed", { failed, total });
}

/** Reads the first group before the model is loaded, so that an input that can't be read is told at once. */
async function startReading<T>(groups: AsyncIterable<T>): Promise<AsyncIterable<T>> {
  const iterator = groups[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
  })();
}
