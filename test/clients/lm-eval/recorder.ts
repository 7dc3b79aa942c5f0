/** @module Stands between lm-eval and a server, passes everything on, and keeps what was asked and answered. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

export type Logprobs = { readonly token_logprobs: readonly (number | null)[]; readonly top_logprobs: readonly (Readonly<Record<string, number>> | null)[] };
type Asked = { readonly prompt?: string | readonly (string | readonly number[])[] };
type Answered = { readonly choices: readonly { readonly index: number; readonly logprobs: Logprobs }[] };

export class Recorder implements AsyncDisposable {
  /** What was answered to each prompt, by its text or by its token ids joined with commas. */
  readonly answers = new Map<string, Logprobs>();
  readonly url: string;
  readonly #server: ReturnType<typeof createServer>;

  private constructor(server: ReturnType<typeof createServer>, url: string) {
    this.#server = server;
    this.url = url;
  }

  /** In front of `target`, without a slash at its end. */
  static async start(target: string): Promise<Recorder> {
    const server = createServer((request, response) => void pass(request, response).catch((error: unknown) => response.destroy(error as Error)));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const recorder = new Recorder(server, `http://127.0.0.1:${(server.address() as { port: number }).port}`);
    const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body = request.method === "POST" ? await text(request) : null;
      const answer = await fetch(`${target}${request.url ?? ""}`, { method: request.method ?? "GET", headers: { "content-type": "application/json" }, body });
      const whole = await answer.text();
      if (body !== null && answer.ok && request.url?.endsWith("/v1/completions") === true) recorder.#keep(JSON.parse(body) as Asked, JSON.parse(whole) as Answered);
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "application/json" }).end(whole);
    };
    return recorder;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  #keep({ prompt = [] }: Asked, { choices }: Answered): void {
    const prompts = typeof prompt === "string" ? [prompt] : prompt;
    for (const { index, logprobs } of choices) this.answers.set(String(prompts[index]), logprobs);
  }
}
