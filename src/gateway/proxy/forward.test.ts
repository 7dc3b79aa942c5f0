import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStage, type Stage } from "../../../test/doubles/gateway-stage.ts";
import { startServer, type TestServer } from "../../../test/doubles/http-server.ts";
import { serveProxied } from "../models/served.ts";
import { replaceModel } from "./model-member.ts";
import { createUpstream, type Price } from "../models/upstream.ts";
import { createUsageReader, readUsage } from "./usage.ts";

/** Keys that JSON.parse would put in another order, spaces, and a number that it would change. */
const vllm = '{"choices":[{"prompt_logprobs":[null,{"9":{"logprob":-1.50},"10":{"logprob":-2e0}}], "x":12345678901234567890}],"usage":{"prompt_tokens":7,"completion_tokens":5}}';
const chunks = ['data: {"choices":[{"delta":{"content":"a"}}]}\n\n', 'data: {"choices":[],"usa', 'ge":{"prompt_tokens":3,"completion_tokens":2}}\r\n\r\ndata: [DONE]\n\n'];
type Seen = { readonly body: string; readonly key: string | undefined };

let server: TestServer;
const seen: Seen[] = [];
let openStreams = 0;

beforeAll(async () => {
  server = await startServer((request, response, body) => {
    seen.push({ body, key: request.headers.authorization });
    const has = (word: string): boolean => body.includes(word);
    if (has("refuse")) return void response.writeHead(429, { "content-type": "application/json", "retry-after": "9" }).end('{"error":{"message":"slow","9":1,"1":2}}');
    if (has("locked")) return void response.writeHead(401).end('{"error":"wrong key sk-secret"}');
    if (has("redirect")) return void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
    if (has("hang up")) return void response.destroy();
    if (has("half")) return void response.writeHead(200, { "content-type": "application/json", "content-length": "100" }).write('{"half":', () => response.destroy());
    if (!has('"stream":true')) return void response.writeHead(200, { "content-type": "application/json", ...(has("chunked") ? {} : { "content-length": String(vllm.length) }) }).end(vllm);
    response.writeHead(200, { "content-type": "text/event-stream" });
    openStreams++;
    response.on("close", () => openStreams--);
    const [first = "", ...rest] = chunks;
    response.write(first);
    if (has("endless")) return;
    if (has("break")) return void setTimeout(() => response.destroy(), 20);
    for (const [i, piece] of rest.entries()) setTimeout(() => (i === rest.length - 1 ? response.end(piece) : response.write(piece)), 10 * (i + 1));
  });
});
afterAll(async () => await server.close());

function createProxy(price: Price | null = null): Stage {
  const upstream = createUpstream({ name: "far", url: server.url, model: "their-model", key: "sk-secret", price, contextTokens: 1000, connectSeconds: 20, answerSeconds: 20 });
  return createStage({ models: [serveProxied("far:m", upstream, async () => { throw new Error("not asked"); })] });
}
const chat = (content: string, more: object = {}): object => ({ model: "far:m", messages: [{ role: "user", content }], max_tokens: 5, ...more });

describe("what a server answers", () => {
  it.each(["whole", "chunked"])("comes back byte for byte (%s), disclosed, its usage in the ledger", async (word) => {
    await using stage = createProxy({ promptPerMillion: 2, generatedPerMillion: 10, currency: "EUR" });
    const response = await stage.post("/v1/chat/completions", chat(word));
    expect(await response.text()).toBe(vllm);
    expect(response.headers.get("ai-disclosure")).toContain('provider="far"');
    expect(stage.rows[0]!.settlement).toMatchObject({ outcome: "done", exact: true, usage: { promptTokens: 7, generatedTokens: 5 }, charge: { requests: 1, tokens: 12, micros: 64 } });
    expect(stage.rows[0]!.opening.hold.tokens).toBeGreaterThan(12);
  });

  it("is asked for under its own name with the operator's key; nothing else of the request is changed", async () => {
    await using stage = createProxy();
    const text = '{ "messages":[{"role":"user","content":"model\\": \\"x"}],  "model" : "far:m", "max_tokens":5.0 }';
    await stage.post("/v1/chat/completions", text, { authorization: "Bearer of-the-client" });
    expect(seen.at(-1)).toEqual({ body: text.replace('"far:m"', '"their-model"'), key: "Bearer sk-secret" });
  });

  it("comes in a stream as it came, with its usage read out of pieces", async () => {
    await using stage = createProxy();
    const response = await stage.post("/v1/chat/completions", chat("x", { stream: true, stream_options: { include_usage: true } }));
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(await response.text()).toBe(chunks.join(""));
    expect(stage.rows[0]!.settlement).toMatchObject({ outcome: "done", exact: true, usage: { promptTokens: 3, generatedTokens: 2 } });
  });

  it("without usage is charged as it was held, and says so", async () => {
    await using stage = createProxy();
    const { reader, gone } = await begin(stage, "endless");
    gone.abort();
    await reader.cancel();
    const [row] = stage.rows;
    expect(row!.settlement).toMatchObject({ outcome: "gone", exact: false, charge: row!.opening.hold });
    await expect.poll(() => openStreams).toBe(0);
  });

  it("as an error keeps status, body and Retry-After, undisclosed; a wrong key of the operator's stays between them", async () => {
    await using stage = createProxy();
    const refused = await stage.post("/v1/chat/completions", chat("refuse"));
    expect([refused.status, refused.headers.get("retry-after"), refused.headers.get("ai-disclosure"), await refused.text()]).toEqual([429, "9", null, '{"error":{"message":"slow","9":1,"1":2}}']);
    const locked = await stage.post("/v1/chat/completions", chat("locked"));
    const text = await locked.text();
    expect([locked.status, text.includes("secret")]).toEqual([502, false]);
    expect(stage.rows.map(({ settlement }) => settlement!.charge.tokens)).toEqual([0, 0]);
    expect((await stage.post("/v1/chat/completions", chat("redirect"))).status).toBe(502);
  });

  it("that breaks off is an error with the right status, or one inside the stream", async () => {
    await using stage = createProxy();
    for (const word of ["hang up", "half"]) expect((await stage.post("/v1/chat/completions", chat(word))).status, word).toBe(502);
    const { rest } = await begin(stage, "break");
    expect(await rest()).toMatch(/^data: \{"error":\{"message":"Remote far cannot be reached/);
    expect(stage.rows.at(-1)!.settlement).toMatchObject({ outcome: "failed", exact: false });
  });
});

async function begin(stage: Stage, word: string): Promise<{ reader: ReadableStreamDefaultReader<Uint8Array>; rest: () => Promise<string>; gone: AbortController }> {
  const gone = new AbortController();
  const response = await stage.post("/v1/chat/completions", chat(word, { stream: true }), {}, gone.signal);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  const rest = async (): Promise<string> => {
    for (let text = ""; ; ) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += new TextDecoder().decode(value);
    }
  };
  return { reader, rest, gone };
}

it("a server that is not there is told in one line, without its address", async () => {
  const upstream = createUpstream({ name: "far", url: "http://127.0.0.1:1/v1", model: "m", key: null, price: null, contextTokens: null, connectSeconds: 20, answerSeconds: 20 });
  await using stage = createStage({ models: [serveProxied("far:m", upstream, async () => { throw new Error("not asked"); })] });
  const response = await stage.post("/v1/completions", { model: "far:m", prompt: "a" });
  const { error } = (await response.json()) as { error: { message: string; code: string } };
  expect([response.status, error.code]).toEqual([502, "remote/unreachable"]);
  expect(error.message).not.toContain("127.0.0.1");
});

describe("replaceModel", () => {
  it("changes nothing but the top-level model, whatever stands around it", () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }), fc.string(), fc.boolean(), (members, model, indented) => {
      const before = { ...members, model: "old", nested: { model: "old" } };
      const text = JSON.stringify(before, null, indented ? 2 : undefined);
      expect(JSON.parse(replaceModel(text, model))).toEqual(JSON.parse(JSON.stringify({ ...before, model })));
    }));
  });

  it("puts one in where there is none, and replaces the one that counts", () => {
    expect(replaceModel("{}", "m")).toBe('{"model":"m"}');
    expect(replaceModel(' {"a":1}', "m")).toBe(' {"model":"m","a":1}');
    expect(JSON.parse(replaceModel('{"model":"a","\\u006dodel":"b"}', "m"))).toEqual({ model: "m" });
  });
});

describe("usage", () => {
  it("is null where none is told, or not as it should be", () => {
    for (const text of ["", "{}", "[]", '{"usage":null}', '{"usage":{"prompt_tokens":-1}}', "no JSON"]) expect(readUsage(Buffer.from(text))).toBeNull();
  });

  it("is the last of a stream, wherever the bytes are cut", () => {
    const stream = Buffer.from(`data: {"usage":null}\n\n${"data: {\"x\":1}\n\n".repeat(2000)}data: {"usage":{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":1}}}\n\ndata: [DONE]\n\n`);
    fc.assert(fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
      const reader = createUsageReader();
      const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
      for (const [i, from] of places.entries()) reader.push(stream.subarray(from, places[i + 1]));
      expect(reader.read()).toEqual({ promptTokens: 1, cachedTokens: 1, generatedTokens: 2 });
    }));
  });
});
