/** @module A peer that is a server: on a free port of this machine, until it is disposed of. */
import { findFreePort, PeerProcess } from "./process.ts";

export class PeerServer implements AsyncDisposable {
  readonly url: string;
  readonly #process: PeerProcess;

  private constructor(process: PeerProcess, url: string) {
    this.#process = process;
    this.url = url;
  }

  /** Starts it, and waits until `path` answers. @throws PremiseError `internal` when it does not. */
  static async start(command: string, args: readonly string[], path: string): Promise<PeerServer> {
    const port = await findFreePort();
    const process = new PeerProcess(command, [...args, "--host", "127.0.0.1", "--port", String(port)]);
    const server = new PeerServer(process, `http://127.0.0.1:${port}`);
    try {
      await process.waitFor(`${server.url}${path}`);
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /** The end of what it has written. */
  get log(): string { return this.#process.output; }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}
