/** @module Where scripts/peers/make-peers.sh put the peers. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { resolveDirectories } from "../../../src/config/directories.ts";
import type { Environment } from "../../../src/config/environment.ts";
import { PremiseError } from "../../../src/errors/premise-error.ts";

export type Peers = {
  readonly llamaPerplexity: string;
  readonly llamaBench: string;
  readonly llamaServer: string;
  readonly python: string;
  /** The main file of node-llama-cpp. */
  readonly nodeLlamaCpp: string;
};

/** `folder`: by default the script's own. Nothing is looked at until a peer is needed. */
export function listPeers(env: Environment, folder = join(resolveDirectories(env).cache, "peers")): Peers {
  const tool = (name: string): string => join(folder, "llama.cpp/build/bin", name);
  return {
    llamaPerplexity: tool("llama-perplexity"),
    llamaBench: tool("llama-bench"),
    llamaServer: tool("llama-server"),
    python: join(folder, "python/bin/python"),
    nodeLlamaCpp: join(folder, "node-llama-cpp/node_modules/node-llama-cpp/dist/index.js"),
  };
}

/** The same path. @throws PremiseError `usage/command-line` when it was not made. */
export function requirePeer(path: string): string {
  if (!existsSync(path)) throw new PremiseError("usage/command-line", { command: "npm run perf -- engine", problem: `the peer ${path} is missing: run scripts/peers/make-peers.sh` });
  return path;
}
