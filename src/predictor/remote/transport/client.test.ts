import { describe, expect, it } from "vitest";
import { codeOf, createClient, key, ok, type Reply, status, withServer } from "../../../../test/servers/doubles/replies.ts";
import type { Limits } from "../options.ts";

async function askAll(replies: readonly Reply[], limits: Partial<Limits> = {}, times = 1): Promise<{ codes: string[]; asked: number }> {
  return await withServer(replies, async (url, asked) => {
    const client = createClient(url, limits);
    const codes: string[] = [];
    for (let i = 0; i < times; i++) codes.push(await codeOf(() => client.ask({ method: "POST", path: "/v1/x", body: {} })));
    client.close();
    return { codes, asked: asked() };
  });
}

describe("a question", () => {
  it("is asked again after what passes, and not after what stays", async () => {
    expect(await askAll([status(503), status(429, "", { "retry-after": "0" }), ok])).toEqual({ codes: ["no error"], asked: 3 });
    expect(await askAll([status(400, '{"error":{"message":"no"}}')])).toEqual({ codes: ["remote/refused"], asked: 1 });
    expect(await askAll([status(500)])).toEqual({ codes: ["remote/refused"], asked: 1 });
    expect(await askAll([status(401, `bad key ${key}`)])).toEqual({ codes: ["remote/unauthorised"], asked: 1 });
    expect(await askAll([(response) => void response.destroy(), ok])).toEqual({ codes: ["no error"], asked: 2 });
  });

  it("is not asked again when the server wants a longer pause than allowed, in seconds or until a date", async () => {
    for (const pause of ["3600", "Tue, 24 Nov 2026 13:00:00 GMT"]) {
      expect(await askAll([status(429, "", { "retry-after": pause }), ok]), pause).toEqual({ codes: ["remote/busy"], asked: 1 });
    }
    expect(await askAll([status(429, "", { "retry-after": "Tue, 24 Nov 2026 11:00:00 GMT" }), ok])).toEqual({ codes: ["no error"], asked: 2 });
  });

  it("never shows the key, even when the server does", async () => {
    await askAll([status(400, JSON.stringify({ error: { message: `you sent ${key}` } }))]);
    await askAll([(response) => void response.writeHead(200).end(`not json ${key}`)]);
  });

  it("is given up after its time, and when nothing is said", async () => {
    expect(await askAll([() => undefined], { answerSeconds: 0.05, retries: 0 })).toEqual({ codes: ["remote/timeout"], asked: 1 });
    expect(await askAll([(response) => void response.writeHead(200).write("{")], { answerSeconds: 0.05, retries: 0 })).toEqual({ codes: ["remote/timeout"], asked: 1 });
  });

  it("has a bounded answer, of JSON", async () => {
    expect((await askAll([(response) => void response.writeHead(200).end(JSON.stringify("x".repeat(5000)))], { bodyBytes: 1000 })).codes).toEqual(["remote/invalid-answer"]);
    expect((await askAll([(response) => void response.writeHead(200).end("<html>")])).codes).toEqual(["remote/invalid-answer"]);
  });

  it("follows a redirection on the same server, and none to another", async () => {
    expect(await askAll([status(307, "", { location: "/v2/x" }), ok])).toEqual({ codes: ["no error"], asked: 2 });
    for (const location of ["http://example.org/v1/x", "http://localhost:1/", ""]) expect((await askAll([status(307, "", { location })])).codes, location).toEqual(["remote/redirected"]);
    expect((await askAll([status(302, "", { location: "/v2/x" })])).codes).toEqual(["remote/redirected"]);
    expect((await askAll([status(307, "", { location: "/v1/x" })])).codes).toEqual(["remote/redirected"]);
  });

  it("is not asked of a server that failed again and again, until it has rested", async () => {
    const found = await askAll([status(503)], { retries: 0, breakAfter: 3, breakSeconds: 60 }, 5);
    expect(found).toEqual({ codes: ["remote/refused", "remote/refused", "remote/refused", "remote/resting", "remote/resting"], asked: 3 });
    const again = await askAll([status(503), status(503), ok], { retries: 0, breakAfter: 2, breakSeconds: 0 }, 3);
    expect(again.codes.at(-1)).toBe("no error");
  });

  it("waits for its turn, and keeps connections for the next", async () => {
    let [now, most] = [0, 0];
    const slow: Reply = (response) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        ok(response, undefined as never);
      }, 5);
    };
    await withServer([slow], async (url, asked, open) => {
      const client = createClient(url, { concurrency: 3 });
      await Promise.all(Array.from({ length: 20 }, () => client.ask({ method: "GET", path: "/" })));
      expect([asked(), most]).toEqual([20, 3]);
      expect(await open()).toBeLessThanOrEqual(3);
      client.close();
    });
  });
});

describe("calling off", () => {
  it("ends a question under way, one that waits for its turn, and one between two attempts", async () => {
    await withServer([() => undefined], async (url) => {
      const client = createClient(url, { concurrency: 1 });
      const controller = new AbortController();
      const codes = [1, 2].map(() => codeOf(() => client.ask({ method: "GET", path: "/" }, controller.signal)));
      setTimeout(() => controller.abort(), 20);
      expect(await Promise.all(codes)).toEqual(["interrupted", "interrupted"]);
      client.close();
    });
    await withServer([status(429, "", { "retry-after": "20" })], async (url) => {
      const client = createClient(url);
      expect(await codeOf(() => client.ask({ method: "GET", path: "/" }, AbortSignal.timeout(50)))).toBe("interrupted");
      client.close();
    });
  });

  it("by closing leaves no connection", async () => {
    await withServer([() => undefined], async (url, _, open) => {
      const client = createClient(url);
      const code = codeOf(() => client.ask({ method: "GET", path: "/" }));
      setTimeout(() => client.close(), 20);
      expect(await code).toBe("engine/closed");
      await expect.poll(open).toBe(0);
      expect(await codeOf(() => client.ask({ method: "GET", path: "/" }))).toBe("engine/closed");
    });
  });
});

it("a server that is not there is told as that", async () => {
  const client = createClient("http://127.0.0.1:1/", { retries: 0 });
  expect(await codeOf(() => client.ask({ method: "GET", path: "/" }))).toBe("remote/unreachable");
  client.close();
});
