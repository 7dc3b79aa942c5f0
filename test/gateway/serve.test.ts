import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runPremise } from "../cli/spawn.ts";
import { post, type RunningServer, startServer } from "./server.ts";

const folders: string[] = [];
afterAll(async () => await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "premise-serve-"));
  folders.push(folder);
  return folder;
}

const premise = async (directory: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> => await runPremise(args, { home: directory, env: { PREMISE_DATA_DIR: directory } });
const body = { model: "world", prompt: "The", max_tokens: 8, seed: 1 };
const token = async (directory: string): Promise<string> => ((JSON.parse(await readFile(join(directory, "holder.json"), "utf8")) as { told: { token: string } }).told.token);

async function ledger({ url }: RunningServer, directory: string): Promise<{ requestId: string; settlement: { outcome: string; usage: { generatedTokens: number } } | null; keyId: string | null }[]> {
  const response = await fetch(`${url}/premise/v1/requests`, { headers: { authorization: `Bearer ${await token(directory)}` } });
  return ((await response.json()) as { requests: Awaited<ReturnType<typeof ledger>> }).requests;
}

/** PGlite makes its cluster at the first opening, which takes long on a busy machine. */
describe("premise serve", { timeout: 240_000 }, () => {
  it("answers before the store is open, writes down what it answered, and stops in order", async () => {
    const directory = await createFolder();
    await using server = await startServer({ directory });
    const first = await post(server.url, "/v1/completions", body);
    expect(first.status).toBe(200);
    const rows = await ledger(server, directory);
    expect(rows).toMatchObject([{ settlement: { outcome: "done", usage: { generatedTokens: 8 } } }]);
    expect(await server.stop()).toBe(0);
    expect(server.err()).toContain('"outcome":"done"');
    // Once more, on what the first has left.
    await using again = await startServer({ directory });
    expect((await ledger(again, directory)).map(({ requestId }) => requestId)).toEqual(rows.map(({ requestId }) => requestId));
    expect(await again.stop("SIGINT")).toBe(0);
  });

  it("finishes streams when it is told to stop, and takes no new ones", async () => {
    const directory = await createFolder();
    await using server = await startServer({ directory });
    const response = await post(server.url, "/v1/completions", { ...body, max_tokens: 400, n: 8, stream: true });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    const stopped = server.stop();
    await expect.poll(async () => (await fetch(`${server.url}/readyz`).catch(() => null))?.status ?? 0).not.toBe(200);
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += new TextDecoder().decode(value);
    }
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    expect(await stopped).toBe(0);
  });

  it("gives the data directory to one process; keys go through it, and hold at once", async () => {
    const directory = await createFolder();
    expect(await premise(directory, "keys", "create", "first", "--scope", "read")).toMatchObject({ code: 0 });
    await using server = await startServer({ directory, args: ["--model", "world", "--require-key"] });
    expect(await premise(directory, "serve", "--port", "0", "--model", "world")).toMatchObject({ code: 1, err: expect.stringMatching(/is in use by process \d+.*\[store\/in-use\]/) as string });
    const made = JSON.parse((await premise(directory, "keys", "create", "ada", "--budget", "requests=2", "--json")).out) as { key: string; id: string };
    const ask = async (): Promise<number> => (await post(server.url, "/v1/completions", body, { authorization: `Bearer ${made.key}` })).status;
    expect([(await post(server.url, "/v1/completions", body)).status, await ask(), await ask(), await ask()]).toEqual([401, 200, 200, 429]);
    expect((await premise(directory, "keys", "list")).out).toMatch(new RegExp(`${made.id}  ada  infer  in force  2 of 2 requests`));
    expect(await premise(directory, "keys", "create", "ada")).toMatchObject({ code: 1, err: expect.stringContaining("[store/key-exists]") as string });
    expect(await premise(directory, "keys", "revoke", "adda")).toMatchObject({ code: 2, err: expect.stringContaining("[store/no-key]") as string });
    expect(await premise(directory, "keys", "revoke", "ada")).toMatchObject({ code: 0 });
    expect(await ask()).toBe(401);
    expect(server.err()).not.toContain(made.key.slice(-20));
    for (const file of ["holder.json", "owner"]) expect((await stat(join(directory, file))).mode & 0o077, file).toBe(0);
  });

  it("on an address that others reach needs a key, a free port, and models that are there", async () => {
    const directory = await createFolder();
    expect(await premise(directory, "serve", "--host", "0.0.0.0", "--port", "0", "--model", "world")).toMatchObject({ code: 2, err: expect.stringContaining("[gateway/key-needed]") as string });
    const taken = createServer();
    await new Promise<void>((resolve) => void taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    expect(await premise(directory, "serve", "--port", String(port), "--model", "world")).toMatchObject({ code: 1, err: expect.stringContaining("[gateway/port-in-use]") as string });
    taken.close();
    expect(await premise(directory, "serve", "--model", "nothing")).toMatchObject({ code: 2, err: expect.stringContaining("[model/unknown]") as string });
    expect(await premise(directory, "serve", "--model", "far:x")).toMatchObject({ code: 2, err: expect.stringContaining("[remote/unknown]") as string });
    expect(await premise(directory, "serve", "--model", "world", "--model", "world")).toMatchObject({ code: 2, err: expect.stringContaining("two models would be called") as string });
    expect(await premise(directory, "serve", "--port", "99999")).toMatchObject({ code: 2 });
  });

  it("ends where its store cannot be opened", async () => {
    const directory = await createFolder();
    const ended = await runPremise(["serve", "--port", "0", "--model", "world"], { home: directory, env: { PREMISE_DATA_DIR: directory, DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" } });
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining("[store/unavailable]") as string });
  });

  it("tells what is no HTTP, and headers without end, in OpenAI's shape, and goes on", async () => {
    await using server = await startServer({ directory: await createFolder() });
    const { port } = new URL(server.url);
    const say = async (text: string): Promise<string> => await new Promise((resolve) => {
      let heard = "";
      const socket = connect(Number(port), "127.0.0.1", () => socket.write(text));
      socket.on("data", (piece) => void (heard += piece.toString())).on("close", () => resolve(heard)).on("error", () => resolve(heard));
    });
    expect(await say("nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 [^]*"invalid_request_error"/);
    expect(await say(`GET / HTTP/1.1\r\nx: ${"a".repeat(100_000)}`)).toMatch(/^HTTP\/1\.1 431 [^]*"invalid_request_error"/);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it("sends spans where it is told to, without any text", async () => {
    const received: string[] = [];
    const collector = createServer((request, response) => {
      request.on("data", (piece: Buffer) => received.push(piece.toString("latin1"))).on("end", () => response.end("{}"));
    });
    await new Promise<void>((resolve) => void collector.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    await using server = await startServer({ directory: await createFolder(), env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
    await post(server.url, "/v1/completions", { ...body, prompt: "a very private text" });
    expect(await server.stop()).toBe(0);
    const all = received.join("");
    expect(all).toContain("text_completion world");
    for (const name of ["gen_ai.usage.output_tokens", "gen_ai.request.max_tokens", "gen_ai.request.seed"]) expect(all).toContain(name);
    expect(all).not.toContain("private");
    collector.close();
  });
});
