import { describe, expect, it } from "vitest";
import { createStage, type Stage } from "../../../test/doubles/gateway-stage.ts";
import type { Store } from "../../store/store.ts";
import { isLoopback } from "./admission.ts";

const body = { model: "world", prompt: "The", max_tokens: 1 };
const ask = async (stage: Stage, key: string | null, header = "authorization"): Promise<number> =>
  (await stage.post("/v1/completions", body, key === null ? {} : { [header]: header === "authorization" ? `Bearer ${key}` : key })).status;

describe("keys", () => {
  it("are not needed on this machine, where whatever programs send as one is let be", async () => {
    await using stage = createStage();
    for (const key of [null, "sk-anything", "EMPTY", "premise_short"]) expect(await ask(stage, key)).toBe(200);
    expect((await stage.post("/v1/completions", body, { authorization: "Bearer " })).status).toBe(200);
    expect(await ask(stage, `premise_${"0".repeat(12)}_${"x".repeat(43)}`)).toBe(401);
  });

  it("are asked for where they are needed, and told wrong in one way", async () => {
    await using stage = createStage({ requiresKey: true });
    const key = await stage.addKey();
    const wrong = `${key.slice(0, -1)}t`;
    expect([await ask(stage, null), await ask(stage, "sk-x"), await ask(stage, wrong), await ask(stage, key), await ask(stage, key, "x-api-key")]).toEqual([401, 401, 401, 200, 200]);
    const messages = await Promise.all([wrong, `premise_${"9".repeat(12)}_${"x".repeat(43)}`].map(async (each) => await (await stage.post("/v1/completions", body, { authorization: `Bearer ${each}` })).text()));
    expect(messages[0]).toBe(messages[1]);
    expect((await stage.post("/v1/completions", body)).headers.get("www-authenticate")).toBe('Bearer realm="premise"');
    for (const open of ["/healthz", "/readyz", "/openapi.json"]) expect((await stage.app.request(`http://localhost${open}`)).status, open).toBe(200);
    for (const shut of ["/v1/models", "/metrics", "/premise/v1/runs", "/premise/v1/keys", "/tokenizer_info"]) expect((await stage.app.request(`http://localhost${shut}`)).status, shut).toBe(401);
  });

  it("run out, are revoked, and have scopes", async () => {
    await using stage = createStage();
    expect(await ask(stage, await stage.addKey({ expiresAt: "2026-08-31T00:00:00.000Z" }))).toBe(401);
    expect(await ask(stage, await stage.addKey({ expiresAt: "2026-09-02T00:00:00.000Z" }))).toBe(200);
    const revoked = await stage.addKey({ name: "gone" });
    await stage.revoke("gone");
    expect(await ask(stage, revoked)).toBe(401);
    const reads = await stage.addKey({ scopes: ["read"] });
    expect(await ask(stage, reads)).toBe(403);
    const get = async (path: string, key: string): Promise<number> => (await stage.app.request(`http://localhost${path}`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect([await get("/premise/v1/usage", reads), await get("/premise/v1/keys", reads), await get("/premise/v1/keys", await stage.addKey({ scopes: ["admin"] }))]).toEqual([200, 403, 200]);
  });

  it("have a rate, each its own", async () => {
    await using stage = createStage();
    const [slow, other] = [await stage.addKey({ requestsPerMinute: 2 }), await stage.addKey({ requestsPerMinute: 2 })];
    expect([await ask(stage, slow), await ask(stage, slow), await ask(stage, slow), await ask(stage, other)]).toEqual([200, 200, 429, 200]);
    const response = await stage.post("/v1/completions", body, { authorization: `Bearer ${slow}` });
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ error: { code: "rate_limit_exceeded" } });
  });

  it("wait for the store, but not for ever; what needs none does not wait", async () => {
    await using stage = createStage({ store: new Promise<Store>(() => undefined) });
    const key = `premise_${"0".repeat(12)}_${"x".repeat(43)}`;
    expect([await ask(stage, null), await ask(stage, key)]).toEqual([200, 503]);
  });

  it("are made and revoked by the administrator alone, without and with the wrong token no one is", async () => {
    await using stage = createStage({ localToken: "t".repeat(43) });
    const make = async (key: string | null): Promise<Response> => await stage.post("/premise/v1/keys", { name: "a", budgets: [{ unit: "tokens", limit: 5 }] }, key === null ? {} : { authorization: `Bearer ${key}` });
    expect([(await make(null)).status, (await make("u".repeat(43))).status]).toEqual([401, 401]);
    const made = (await (await make("t".repeat(43))).json()) as { key: string; id: string };
    expect(made.key).toMatch(/^premise_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/);
    expect(await ask(stage, made.key)).toBe(200);
    const list = await (await stage.app.request("http://localhost/premise/v1/keys", { headers: { authorization: `Bearer ${"t".repeat(43)}` } })).text();
    expect(list).toContain(made.id);
    expect(list).not.toMatch(/hash|_[A-Za-z0-9_-]{43}/);
    expect((await stage.app.request(`http://localhost/premise/v1/keys/${made.id}`, { method: "DELETE", headers: { authorization: `Bearer ${"t".repeat(43)}` } })).status).toBe(200);
    expect(await ask(stage, made.key)).toBe(401);
  });
});

describe("pages in a browser", () => {
  it("of elsewhere may not call, unless they are allowed", async () => {
    await using stage = createStage({ origins: ["https://app.example"] });
    const from = async (origin: string): Promise<Response> => await stage.post("/v1/completions", body, { origin });
    expect([(await from("https://evil.example")).status, (await from("null")).status, (await from("http://localhost")).status, (await from("https://app.example")).status]).toEqual([403, 403, 200, 200]);
    expect((await from("https://app.example")).headers.get("access-control-allow-origin")).toBe("https://app.example");
    await using shut = createStage();
    const answer = await shut.app.request("http://localhost/v1/completions", { method: "OPTIONS", headers: { origin: "https://app.example", "access-control-request-method": "POST" } });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("can't come under another name for this machine", async () => {
    await using stage = createStage();
    const named = async (host: string): Promise<number> => (await stage.app.request(`http://${host}/v1/models`)).status;
    expect([await named("rebound.example"), await named("localhost:8173"), await named("127.0.0.1"), await named("[::1]:9")]).toEqual([401, 200, 200, 200]);
  });

  it("a loopback address is told from others", () => {
    expect(["127.0.0.1", "127.8.8.8", "::1", "localhost"].every(isLoopback)).toBe(true);
    expect(["0.0.0.0", "127.0.0.1.evil.example", "10.0.0.1", "::", "evil-localhost"].some(isLoopback)).toBe(false);
  });
});
