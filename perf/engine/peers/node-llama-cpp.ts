/** @module node-llama-cpp's public API, in a process of its own. */
import { join } from "node:path";
import type { Setting } from "../setting.ts";
import type { Question } from "../texts.ts";
import { requirePeer } from "./locate.ts";
import type { Answer, Ask, Way } from "./node-llama-cpp-child.ts";
import { PeerProcess } from "./process.ts";

export class NodeLlamaCpp implements AsyncDisposable {
  readonly #process: PeerProcess;
  readonly #ask: (value: Ask) => Promise<Answer>;

  constructor({ peers, path, threads }: Setting) {
    this.#process = new PeerProcess(process.execPath, [join(import.meta.dirname, "node-llama-cpp-child.ts"), requirePeer(peers.nodeLlamaCpp), path, String(threads)]);
    this.#ask = this.#process.createDialogue();
  }

  /** Seconds that it says it took, and the log-probability of every choice in nats. */
  score(way: Way, questions: readonly Question[]): Promise<Answer> {
    return this.#ask({ way, questions: questions.map(({ context, choices }) => ({ context, choices })) });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}
