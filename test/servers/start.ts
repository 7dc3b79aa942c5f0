/** @module Starts other people's servers on this machine for the tests: one thread, stopped when disposed of. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { listPeers } from "../../perf/engine/peers/locate.ts";
import { PeerServer } from "../../perf/engine/peers/server.ts";

const { llamaServer, python } = listPeers(process.env);

/** Why a server cannot be started here; null when it can. */
export function whyMissing(server: "llama-server" | "llama-cpp-python"): string | null {
  const found = server === "llama-server" ? existsSync(llamaServer) : existsSync(join(python, "../../lib/python3.11/site-packages/llama_cpp"));
  return found ? null : `${server} is not built here; scripts/peers/make-peers.sh builds it`;
}

export function startLlamaServer(model: string): Promise<PeerServer> {
  return PeerServer.start(llamaServer, ["-m", model, "-t", "1", "-tb", "1", "-c", "2048", "--parallel", "1"], "/v1/models");
}

/** With the logits of all positions kept, which its log-probabilities of prompts need. */
export function startLlamaCppPython(model: string): Promise<PeerServer> {
  const args = ["-m", "llama_cpp.server", "--model", model, "--model_alias", "smollm2", "--n_threads", "1", "--n_threads_batch", "1", "--n_ctx", "2048", "--logits_all", "true", "--verbose", "false"];
  return PeerServer.start(python, args, "/v1/models");
}
