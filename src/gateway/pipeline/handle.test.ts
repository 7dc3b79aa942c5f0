import { describe, expect, it } from "vitest";
import { createStage, readEvents, type Stage } from "../../../test/doubles/gateway-stage.ts";
import { createTinyPredictor } from "../../../test/doubles/tiny-predictor.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import type { Predictor } from "../../predictor/predictor.ts";

/** Whole characters only, and no end. */
const createLetters = (): ReturnType<typeof createTinyPredictor> => createTinyPredictor({ bias: (_, token) => (token === "a" ? 60 : 0) });
const body = { model: "world", prompt: "The", max_tokens: 4 };
const streamed = { ...body, stream: true };

/** Draws one token, then waits until `release` is called or the call is called off. */
function createWaiting(): { predictor: Predictor; release: () => void; isOver: () => boolean } {
  const tiny = createLetters();
  const gate = Promise.withResolvers<void>();
  let isOver = false;
  const predictor: Predictor = {
    ...tiny,
    async *sample(requests, options) {
      let count = 0;
      try {
        for await (const event of tiny.sample(requests)) {
          if (count++ === 1) {
            const called = Promise.withResolvers<void>();
            options?.signal?.addEventListener("abort", () => called.resolve());
            if (options?.signal?.aborted === true) called.resolve();
            await Promise.race([gate.promise, called.promise]);
            if (options?.signal?.aborted === true) throw new PremiseError("interrupted");
          }
          yield event;
        }
      } finally {
        isOver = true;
      }
    },
  };
  return { predictor, release: () => gate.resolve(), isOver: () => isOver };
}

async function openStream(stage: Stage, headers: Record<string, string> = {}): Promise<{ reader: ReadableStreamDefaultReader<Uint8Array>; rest: () => Promise<string>; gone: AbortController }> {
  const gone = new AbortController();
  const response = await stage.post("/v1/completions", streamed, headers, gone.signal);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  const rest = async (): Promise<string> => {
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += new TextDecoder().decode(value);
    }
  };
  return { reader, rest, gone };
}

describe("what a request costs", () => {
  it("is held before, and settled after, with what was given", async () => {
    await using stage = createStage();
    await stage.post("/v1/completions", { ...body, n: 2, temperature: 0 });
    const [row] = stage.rows;
    expect(row).toMatchObject({ opening: { route: "/v1/completions", model: "world", keyId: null, streamed: false, hold: { requests: 1, tokens: 2 + 2 * 4, micros: 0 } } });
    const { generatedTokens } = row!.settlement!.usage;
    expect(generatedTokens).toBeGreaterThan(0);
    expect(row!.settlement).toMatchObject({ outcome: "done", status: 200, exact: true, charge: { requests: 1, tokens: 2 + generatedTokens, micros: 0 } });
  });

  it("of a stream grows with each piece that is handed on", async () => {
    await using stage = createStage({ predictor: createLetters() });
    const response = await stage.post("/v1/completions", streamed);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const seen: number[] = [];
    while (!(await reader.read()).done) seen.push(stage.rows[0]!.progress);
    expect(seen.slice(0, 4)).toEqual([1, 2, 3, 4]);
    expect(stage.rows[0]!.settlement).toMatchObject({ outcome: "done", usage: { generatedTokens: 4 } });
  });

  it("is nothing but the asking where nothing was given", async () => {
    const tiny = createLetters();
    const failing: Predictor = { ...tiny, score: async () => { throw new PremiseError("engine/busy", { limit: 3 }); } };
    await using stage = createStage({ predictor: failing });
    const response = await stage.post("/v1/completions", { ...body, echo: true, logprobs: 1 });
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(stage.rows[0]!.settlement).toMatchObject({ outcome: "failed", status: 429, charge: { requests: 1, tokens: 0, micros: 0 } });
  });

  it("beyond the budget is refused before any work, with the status that clients wait on", async () => {
    const tiny = createLetters();
    await using stage = createStage({ predictor: tiny, refuse: () => new PremiseError("gateway/over-budget", { limit: 10, unit: "tokens", left: 2, needed: 6 }) });
    const response = await stage.post("/v1/completions", body);
    expect([response.status, await response.json()]).toMatchObject([429, { error: { type: "rate_limit_error", code: "insufficient_quota" } }]);
    expect([tiny.calls, stage.rows]).toEqual([[], []]);
  });
});

describe("a stream that does not end by itself", () => {
  it("is settled as gone with what it gave, and its work called off, when the client leaves", async () => {
    const { predictor, isOver } = createWaiting();
    await using stage = createStage({ predictor });
    const { reader, gone } = await openStream(stage);
    gone.abort();
    await reader.cancel();
    await expect.poll(() => stage.rows[0]!.settlement).toMatchObject({ outcome: "gone", usage: { generatedTokens: 1 } });
    await expect.poll(isOver).toBe(true);
    expect(stage.deps.lifetime.active()).toBe(0);
  });

  it("is not charged for a piece that was made and not handed on", async () => {
    await using stage = createStage({ predictor: createLetters() });
    const { gone, reader } = await openStream(stage);
    const next = reader.read();
    gone.abort();
    await Promise.allSettled([next, reader.cancel()]);
    await expect.poll(() => stage.rows[0]!.settlement).not.toBeNull();
    const { progress, settlement } = stage.rows[0]!;
    expect(settlement).toMatchObject({ usage: { generatedTokens: progress } });
  });

  it("ends with an error inside when its key is revoked, and others go on", async () => {
    const { predictor, release } = createWaiting();
    await using stage = createStage({ predictor });
    const [one, other] = [await stage.addKey({ name: "one" }), await stage.addKey({ name: "other" })];
    const first = await openStream(stage, { authorization: `Bearer ${one}` });
    const second = await openStream(stage, { authorization: `Bearer ${other}` });
    await stage.revoke("one");
    expect(await first.rest()).toMatch(/^data: \{"error":\{"message":"The key is not valid here: it was revoked\..*"code":"invalid_api_key"\}\}\n\n$/);
    expect(stage.rows[0]!.settlement).toMatchObject({ outcome: "stopped", usage: { generatedTokens: 1 } });
    release();
    expect(await second.rest()).toMatch(/\[DONE\]\n\n$/);
    expect((await stage.post("/v1/completions", body, { authorization: `Bearer ${one}` })).status).toBe(401);
  });

  it("may end by itself while the server stops, and is ended after that", async () => {
    const { predictor, release } = createWaiting();
    await using stage = createStage({ predictor });
    const first = await openStream(stage);
    const stopping = stage.deps.lifetime.stop(60);
    expect((await stage.post("/v1/completions", body)).status).toBe(503);
    expect((await stage.app.request("http://localhost/readyz")).status).toBe(503);
    expect((await stage.app.request("http://localhost/healthz")).status).toBe(200);
    release();
    expect(await first.rest()).toMatch(/\[DONE\]\n\n$/);
    await stopping;

    await using other = createStage({ predictor: createWaiting().predictor });
    const second = await openStream(other);
    await other.deps.lifetime.stop(0.01);
    expect(await second.rest()).toMatch(/"message":"The answer was ended: the server stops\./);
    expect(other.rows[0]!.settlement).toMatchObject({ outcome: "stopped" });
  });

  it("ends with an error inside, and no [DONE], when the model fails", async () => {
    const tiny = createLetters();
    const predictor: Predictor = { ...tiny, async *sample(...args) {
      let count = 0;
      for await (const event of tiny.sample(...args)) {
        if (count++ === 2) throw new PremiseError("engine/failed", { action: "go on", problem: "it broke" });
        yield event;
      }
    } };
    await using stage = createStage({ predictor });
    const events = await readEvents(await stage.post("/v1/completions", streamed));
    expect(events.at(-1)?.data).toMatchObject({ error: { type: "server_error", code: "engine/failed" } });
    expect(events.filter(({ data }) => data === "[DONE]")).toEqual([]);
    expect(stage.rows[0]!.settlement).toMatchObject({ outcome: "failed", usage: { generatedTokens: 2 }, charge: { tokens: 6 } });
  });
});

describe("a client that takes nothing", () => {
  it("is taken for gone after a while", async () => {
    await using stage = createStage({ predictor: createLetters(), stallSeconds: 0.05 });
    const { rest } = await openStream(stage);
    await expect.poll(() => stage.rows[0]!.settlement).toMatchObject({ outcome: "gone" });
    await expect(rest()).rejects.toThrow("nobody read it");
  });
});

it("a model that takes its time is no client that takes none", async () => {
  const { predictor, release } = createWaiting();
  await using stage = createStage({ predictor, stallSeconds: 0.05 });
  const { rest } = await openStream(stage);
  const reading = rest();
  setTimeout(release, 300);
  expect(await reading).toMatch(/\[DONE\]\n\n$/);
});

describe("what is told", () => {
  it("is one line a request, without any text or key", async () => {
    await using stage = createStage();
    const key = await stage.addKey();
    await stage.post("/v1/completions", { ...body, prompt: "a secret text" }, { authorization: `Bearer ${key}`, "x-request-id": "mine-1" });
    await stage.post("/v1/completions", { ...body, model: "secret" });
    await (await stage.post("/v1/completions", streamed)).text();
    await expect.poll(() => stage.logged.length).toBe(3);
    expect(stage.logged[0]).toMatchObject({ route: "/v1/completions", status: 200, outcome: "done", model: "world", keyId: "000000000001" });
    expect(stage.logged[0]!["requestId"]).toMatch(/^mine-1\.[0-9a-f]{8}$/);
    expect(JSON.stringify(stage.logged)).not.toMatch(/secret|premise_0/);
  });

  it("is counted by route, model and status", async () => {
    await using stage = createStage();
    await stage.post("/v1/completions", body);
    await stage.post("/v1/completions", { ...body, model: "x" });
    await expect.poll(() => stage.logged.length).toBe(2);
    const text = await (await stage.app.request("http://localhost/metrics")).text();
    expect(text).toContain('premise_requests_total{route="/v1/completions",model="world",status="200"} 1');
    expect(text).toContain('premise_requests_total{route="/v1/completions",model="",status="404"} 1');
    expect(text).toMatch(/premise_tokens_total\{model="world",kind="generated"\} [1-4]\n/);
    expect(text).toContain("premise_requests_active 1");
  });

  it("has headers that keep browsers from guessing, on every answer", async () => {
    await using stage = createStage();
    for (const response of [await stage.post("/v1/completions", body), await stage.post("/nowhere", body), await stage.app.request("http://localhost/reference")]) {
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(response.headers.get("x-request-id")).toMatch(/^[\w.-]+$/);
    }
  });
});
