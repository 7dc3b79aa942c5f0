/** @module llama-cpp-python's server: scores a choice by echoing it with log-probabilities. */
import { PremiseError } from "../../../src/errors/premise-error.ts";
import type { Setting } from "../setting.ts";
import type { Question } from "../texts.ts";
import { requirePeer } from "./locate.ts";
import { postJson } from "./process.ts";
import { PeerServer } from "./server.ts";

type Completion = { readonly choices: readonly { readonly logprobs: { readonly token_logprobs: readonly (number | null)[] } | null }[] };

/** Room for one text: its log-probabilities lie in an array of this length times the vocabulary. */
const contextTokens = 512;

export async function startLlamaCppPython({ peers, path, threads }: Setting): Promise<LlamaCppPython> {
  const args = ["-m", "llama_cpp.server", "--model", path, "--logits_all", "true", "--n_ctx", String(contextTokens), "--n_batch", String(contextTokens), "--n_threads", String(threads), "--n_threads_batch", String(threads), "--verbose", "false"];
  return new LlamaCppPython(await PeerServer.start(requirePeer(peers.python), args, "/v1/models"));
}

export class LlamaCppPython implements AsyncDisposable {
  readonly #server: PeerServer;

  constructor(server: PeerServer) {
    this.#server = server;
  }

  /** One request, over a connection that stays open, for choice `i` of the question. */
  async score({ contextText, choiceTexts, choices }: Question, i: number): Promise<void> {
    const { choices: [answer] } = await postJson<Completion>(`${this.#server.url}/v1/completions`, { prompt: `${contextText}${choiceTexts[i] ?? ""}`, echo: true, logprobs: 1, max_tokens: 1, temperature: 0 });
    const found = answer?.logprobs?.token_logprobs.length ?? 0;
    if (found < (choices[i]?.length ?? 0)) throw new PremiseError("internal", { problem: `llama-cpp-python's server gave ${found} log-probabilities` });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }
}
