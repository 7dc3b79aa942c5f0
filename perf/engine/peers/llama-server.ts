/** @module llama.cpp's own server, set up to draw many plain samples from one prompt as fast as it can. */
import { PremiseError } from "../../../src/errors/premise-error.ts";
import type { Setting } from "../setting.ts";
import { requirePeer } from "./locate.ts";
import { postJson } from "./process.ts";
import { PeerServer } from "./server.ts";

export type ServerOptions = { readonly contextTokens: number; readonly parallel: number; readonly extra?: readonly string[] };

/** `extra` flags come last and win. Its prompt cache in memory is off, since every prompt here is new. */
export async function startLlamaServer({ peers, path, threads }: Setting, { contextTokens, parallel, extra = [] }: ServerOptions): Promise<LlamaServer> {
  const args = ["-m", path, "-c", String(contextTokens), "-np", String(parallel), "-t", String(threads), "-cram", "0", "--offline", ...extra];
  return new LlamaServer(await PeerServer.start(requirePeer(peers.llamaServer), args, "/health"));
}

type Completion = { readonly tokens_predicted: number };

export class LlamaServer implements AsyncDisposable {
  readonly #server: PeerServer;

  constructor(server: PeerServer) {
    this.#server = server;
  }

  get log(): string { return this.#server.log; }

  /** `n` requests at once, each of one sample. @returns tokens drawn. */
  async sampleAtOnce(prompt: readonly number[], n: number, tokens: number, seed: number): Promise<number> {
    const bodies = Array.from({ length: n }, (_, i) => ({ ...plainSampling(prompt, tokens), seed: seed + i }));
    const completions = await Promise.all(bodies.map((body) => postJson<Completion>(`${this.#server.url}/completion`, body)));
    return countTokens(completions, n);
  }

  /** One request of `n` samples, which evaluates the prompt once. @returns tokens drawn. */
  async sampleTogether(prompt: readonly number[], n: number, tokens: number, seed: number): Promise<number> {
    const answer = await postJson<Completion[] | Completion>(`${this.#server.url}/completion`, { ...plainSampling(prompt, tokens), n_cmpl: n, seed });
    return countTokens([answer].flat(), n);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }
}

/** Temperature 1 and nothing else: every other sampler is left out of the chain. */
function plainSampling(prompt: readonly number[], tokens: number): object {
  return { prompt, n_predict: tokens, temperature: 1, samplers: ["temperature"], repeat_penalty: 1, ignore_eos: true, cache_prompt: true, response_fields: ["tokens_predicted"] };
}

function countTokens(completions: readonly Completion[], n: number): number {
  if (completions.length !== n) throw new PremiseError("internal", { problem: `llama-server gave ${completions.length} samples of ${n}` });
  return completions.reduce((sum, { tokens_predicted }) => sum + tokens_predicted, 0);
}
