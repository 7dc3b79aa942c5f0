/** @module How long does lm-eval take against the gateway, and how long against llama-cpp-python's server? */
import { PremiseError } from "../../src/errors/premise-error.ts";
import { Gateway } from "../../test/clients/harness/gateway.ts";
import { Questions, tasks } from "../../test/clients/lm-eval/questions.ts";
import { type LmEvalOptions, runLmEval, toCompletionsArgs } from "../../test/clients/lm-eval/run.ts";
import { requirePeer } from "../engine/peers/locate.ts";
import { PeerServer } from "../engine/peers/server.ts";
import { interleave, median, ratioOf } from "../engine/timing.ts";
import type { SpeedRow } from "./results.ts";
import { describeRun, pathOf, type Setting } from "./setting.ts";

/** Room for any of the prompts: the peer keeps log-probabilities of this many positions times the vocabulary. */
const peerContextTokens = 512;
/** How many prompts lm-eval puts into one request where it can. */
const batch = 16;

const names = {
  same: "`gguf` on both sides",
  best: `\`local-completions\`, ${batch} prompts a request, against \`gguf\``,
};

export async function measureSpeed(setting: Setting): Promise<SpeedRow[]> {
  const { io, model, threads, pairs, peers } = setting;
  const path = await pathOf(setting);
  await using asked = await Questions.create(setting.questions);
  await using gateway = await Gateway.start([model], ["--quiet"], { PREMISE_THREADS: String(threads) });
  const args = ["-m", "llama_cpp.server", "--model", path, "--logits_all", "true", "--n_ctx", String(peerContextTokens), "--n_batch", String(peerContextTokens), "--n_threads", String(threads), "--n_threads_batch", String(threads), "--verbose", "false"];
  await using peer = await PeerServer.start(requirePeer(peers.python), args, "/v1/models");
  const counts = new Set<number>();
  const side = (options: Pick<LmEvalOptions, "kind" | "args"> & { readonly more?: readonly string[] }) => async (round: number): Promise<number> => {
    // The round that warms up asks one question of each set.
    const outcome = await runLmEval({ ...options, tasks, files: asked.files, more: [...(options.more ?? []), ...(round < 0 ? ["--limit", "1"] : [])] });
    if (round >= 0) counts.add(outcome.choices.length);
    io.err(`${model}: ${options.kind}, round ${round + 1}: ${outcome.seconds.toFixed(1)} s\n`);
    return outcome.seconds;
  };
  const times = await interleave({
    best: side({ kind: "local-completions", args: toCompletionsArgs(gateway.url, model), more: ["--batch_size", String(batch)] }),
    same: side({ kind: "gguf", args: { base_url: `${gateway.url}/m/${model}` } }),
    theirs: side({ kind: "gguf", args: { base_url: peer.url } }),
  }, { pairs, io, progress: (done, total) => io.err(`${model}: ${done} of ${total} rounds\n`) });
  const [choices = 0, ...others] = [...counts];
  if (others.length > 0) throw new PremiseError("internal", { problem: `lm-eval asked ${[...counts].join(" and ")} choices` });
  return (["same", "best"] as const).map((way) => ({ ...describeRun(setting), way: names[way], pairs, choices, ratio: ratioOf(times.theirs, times[way]), seconds: { ours: median(times[way]), theirs: median(times.theirs) } }));
}
