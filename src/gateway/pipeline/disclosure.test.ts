import { parseDictionary } from "structured-headers";
import { afterAll, describe, expect, it } from "vitest";
import { createStage, createWorld, readEvents, type Stage } from "../../../test/doubles/gateway-stage.ts";
import { createTinyPredictor } from "../../../test/doubles/tiny-predictor.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import type { Predictor } from "../../predictor/predictor.ts";
import { type ServedModel, serveLocal, serveProxied } from "../models/served.ts";
import { createUpstream } from "../models/upstream.ts";
import { listRoutes } from "../routes/list.ts";
import { startServer, type TestServer } from "../../../test/doubles/http-server.ts";

const servers: TestServer[] = [];
afterAll(async () => await Promise.all(servers.map((server) => server.close())));

const chatTemplate = "{% for m in messages %}{{ m.content }}{% endfor %}";
const chunk = 'data: {"choices":[{"delta":{"content":"text of a model"}}]}\n\n';

/** Answers whole, or as a stream that goes on until it is broken off. */
async function startUpstream(): Promise<TestServer> {
  const server = await startServer((_request, response, body) => {
    const isStream = (JSON.parse(body) as { stream?: boolean }).stream === true;
    if (body.includes("fail")) return void response.writeHead(429, { "content-type": "application/json", "retry-after": "7" }).end('{"error":{"message":"slow down"}}');
    response.writeHead(200, { "content-type": isStream ? "text/event-stream" : "application/json" });
    if (!isStream) return void response.end('{"choices":[{"text":"text of a model"}]}');
    response.write(chunk);
    if (!body.includes("endless")) response.end("data: [DONE]\n\n");
  });
  servers.push(server);
  return server;
}

/** Fails after its first tokens. */
function createBreaking(): Predictor {
  const tiny = createTinyPredictor({ info: { chatTemplate } });
  return {
    ...tiny,
    async *sample(...args) {
      let count = 0;
      for await (const event of tiny.sample(...args)) {
        if (count++ === 2) throw new PremiseError("engine/failed", { action: "go on", problem: "it broke" });
        yield event;
      }
    },
  };
}

async function createModels(): Promise<ServedModel[]> {
  const upstream = createUpstream({ name: "far", url: (await startUpstream()).url, model: "m", key: null, price: null, contextTokens: 4096, connectSeconds: 20, answerSeconds: 20 });
  const world = createWorld();
  const withChat = createTinyPredictor({ info: { chatTemplate } });
  return [
    serveLocal("local", Promise.resolve(withChat)), serveLocal("world", Promise.resolve(world)), serveLocal("breaking", Promise.resolve(createBreaking())),
    serveProxied("far:m", upstream, async () => world),
  ];
}

/** Bodies that make a route give text of each model; `{}` where it takes none. */
const bodies: Readonly<Record<string, (model: string, stream: boolean, text: string) => object>> = {
  "/v1/completions": (model, stream, prompt) => ({ model, prompt, max_tokens: 8, stream }),
  "/v1/chat/completions": (model, stream, content) => ({ model, messages: [{ role: "user", content }], max_tokens: 8, stream }),
  "/premise/v1/ask": (model, stream, question) => ({ model, question, samples: 2, maxTokens: 4, stream }),
  "/premise/v1/runs": (model, stream, question) => ({ kind: "reason", model, question, policy: "none", steps: 2, stream }),
};

function isDisclosed(response: Response): boolean {
  const value = response.headers.get("ai-disclosure");
  return value !== null && parseDictionary(value).get("mode")?.[0].toString() === "machine-generated";
}

const textRoutes = listRoutes({} as Stage["deps"]).filter(({ givesText }) => givesText);

describe("disclosure", () => {
  it("every route that gives text is swept here", () => {
    expect(textRoutes.map(({ path }) => path).sort()).toEqual([...Object.keys(bodies), "/premise/v1/runs/:id", "/premise/v1/runs/:id/fork", "/premise/v1/runs/:id/progress", "/premise/v1/runs/:id/resume"].sort());
  });

  const cases = textRoutes.filter(({ path }) => path in bodies).flatMap((route) =>
    (["local", "world", "breaking", "far:m"] as const).flatMap((model) =>
      [false, true].flatMap((stream) => (["done", "fail", "gone"] as const).map((end) => ({ route, model, stream, end })))));

  it("has cases", () => expect(cases.length).toBeGreaterThan(60));

  it.each(cases)("$route.path of $model, streamed: $stream, $end", async ({ route, model, stream, end }) => {
    await using stage = createStage({ models: await createModels() });
    const body = (bodies[route.path] as NonNullable<(typeof bodies)[string]>)(model, stream, end === "gone" ? "endless" : end);
    const prefixes = route.perModel ? ["", `/m/${encodeURIComponent(model)}`] : [""];
    for (const prefix of prefixes) await sweep(stage, `${prefix}${route.path}`, body, { isLocal: model !== "far:m", leaves: end !== "gone" ? "never" : stream ? "in the stream" : "before the answer" });
  });

  it("a run that is read back", async () => {
    await using stage = createStage();
    const { runId } = (await (await stage.post("/premise/v1/ask", { model: "world", question: "What rises?", samples: 1, maxTokens: 2 })).json()) as { runId: string };
    const response = await stage.app.request(`http://localhost/premise/v1/runs/${runId}`);
    expect([response.status, isDisclosed(response)]).toEqual([200, true]);
  });

  it("a run that is watched, forked and gone on with", async () => {
    await using stage = createStage();
    const { runId } = (await (await stage.post("/premise/v1/runs", { kind: "reason", model: "world", question: "What rises?", policy: "none", steps: 2 })).json()) as { runId: string };
    const { id } = (await (await stage.post(`/premise/v1/runs/${runId}/fork`, { steps: 2, detach: true })).json()) as { id: string };
    const cancelled = await stage.post(`/premise/v1/runs/${id}/cancel`, "");
    expect(isDisclosed(cancelled)).toBe(false);
    const answers = [await stage.app.request(`http://localhost/premise/v1/runs/${runId}/progress`), await stage.post(`/premise/v1/runs/${runId}/fork`, { steps: 2 }), await stage.post(`/premise/v1/runs/${id}/resume`, {})];
    expect(answers.map((answer) => [answer.status, isDisclosed(answer)])).toEqual(answers.map(() => [200, true]));
  });

  it("an answer without an author is a failure, and its text is not given", async () => {
    await using stage = createStage();
    const { createHandle } = await import("./handle.ts");
    const { route } = await import("./route.ts");
    const { Hono } = await import("hono");
    const handle = createHandle(stage.deps);
    const careless = route({
      method: "get", path: "/x", summary: "", tag: "Premise", scope: "infer", perModel: false, givesText: true, body: null, answer: { description: "" },
      plan: () => ({ kind: "work", model: "world", streamed: false, hold: { requests: 1, tokens: 1, micros: 0 }, price: () => ({ requests: 1, tokens: 1, micros: 0 }), run: async () => ({ status: 200, author: null, body: { kind: "json", value: { text: "secretly a model's" } } }) }),
    });
    const response = await new Hono().get("/x", (context) => handle(careless, context)).request("http://localhost/x");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secretly");
  });
});

/** Where text is, the header is, and it comes before: with the head. Where there is none, an error says so in its own shape. */
async function sweep(stage: Stage, path: string, body: object, { isLocal, leaves }: { isLocal: boolean; leaves: "never" | "in the stream" | "before the answer" }): Promise<void> {
  const gone = new AbortController();
  const answering = stage.post(path, body, {}, gone.signal);
  if (leaves === "before the answer") gone.abort();
  const response = await answering;
  if (response.status !== 200) {
    expect(isDisclosed(response)).toBe(false);
    expect(await response.text()).not.toContain("text of a model");
    return;
  }
  expect(isDisclosed(response), path).toBe(true);
  if (leaves === "in the stream") {
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    gone.abort();
    await reader.cancel();
    return;
  }
  if (!isLocal || !path.endsWith("/completions")) return void (await response.text());
  const first = response.headers.get("content-type")?.startsWith("text/event-stream") === true ? (await readEvents(response))[0]?.data : await response.json();
  // A stream that fails before its first piece has only the error.
  if ("error" in (first as object)) return;
  expect(first).toMatchObject({ premise: { disclosure: expect.stringContaining("Machine-generated") as string, credences: { authorIsAi: { kind: "cannot-measure" } }, runId: null } });
}
