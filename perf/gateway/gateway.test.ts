/** @module What the measurements of the gateway compute and write, without a server. */
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/seeded.ts";
import { reckon } from "./kills/reckoning.ts";
import { gatewayParts } from "./list.ts";
import { renderPage } from "./page.ts";
import { judgeRace, type Race } from "./race/judge-race.ts";
import { mergeParts, type Part, toLine } from "../common/results.ts";
import { narrow, type OpenApi } from "./schema/narrow.ts";
import { countAnswers } from "./schema/report.ts";
import type { Received } from "./server/asking.ts";
import { drawRequest } from "./server/draw.ts";
import type { Row } from "./server/rows.ts";
import { compareAccounts } from "./streams/accounts.ts";
import { sumHandedOn } from "./streams/journal-copies.ts";
import { describeMemory } from "./streams/leaks.ts";

const machine = { processor: "p", cores: 2, memoryGb: 24, system: "linux 6", node: "v24.0.0" };
const part = (id: string, size: string): Part => ({ id, date: "2026-11-26", machine, seed: 1, size, lines: [{ what: "a | b", n: 3, outcome: "none", verdict: "reached" }] });

const got = (id: string, fields: Partial<Received> = {}): Received => ({ id, requestId: `${id}.x`, status: 200, tokens: 4, promptTokens: 2, told: 4, sawDone: true, isWhole: true, isDropped: false, error: null, broken: null, seconds: 1, ...fields });
type Ended = NonNullable<Row["settlement"]>;
const row = (id: string, generatedTokens = 4, fields: Partial<Ended> = {}): Row => ({
  requestId: `${id}.x`, owner: "o", keyId: null, route: "/v1/completions", model: "m", streamed: true, openedAt: "2026-11-26T00:00:00.000Z", hold: { requests: 1, tokens: 10, micros: 0 },
  settlement: { settledAt: "2026-11-26T00:00:01.000Z", outcome: "done", status: 200, usage: { promptTokens: 2, cachedTokens: 0, scoredTokens: 0, generatedTokens }, charge: { requests: 1, tokens: 2 + generatedTokens, micros: 0 }, exact: true, ...fields },
});
const verdicts = (lines: readonly { readonly verdict: string }[]): string[] => lines.map(({ verdict }) => verdict);

describe("accounts of streams", () => {
  const dropped = got("b", { isDropped: true, isWhole: false, sawDone: false, tokens: 1, told: null });
  const received = [got("a"), dropped];
  const rows = [row("a"), row("b", 3, { outcome: "gone" })];
  const handedOn = new Map([["a.x", 4], ["b.x", 3]]);

  it("agree to the token", () => {
    expect(verdicts(compareAccounts({ received, rows, handedOn, counted: 7 }))).toEqual(["reached", "reached", "reached", "reached", "reached", "told"]);
  });

  it("tell whatever does not", () => {
    const find = (change: Partial<Parameters<typeof compareAccounts>[0]>) => verdicts(compareAccounts({ received, rows, handedOn, counted: 7, ...change }));
    expect(find({ counted: 8 })[4]).toBe("missed");
    expect(find({ received: [got("a", { isWhole: false, sawDone: false, broken: "aborted" }), dropped] })[0]).toBe("missed");
    expect(find({ rows: [row("a", 5), rows[1] as Row] })[1]).toBe("missed");
    expect(find({ handedOn: new Map([["a.x", 4], ["b.x", 2]]) })[2]).toBe("missed");
    expect(find({ rows: [row("a"), { ...row("b"), settlement: null }] })[3]).toBe("missed");
    expect(find({ rows: [row("a")] })[3]).toBe("missed");
    expect(find({ rows: [...rows, row("c")] })[3]).toBe("missed");
    expect(find({ rows: [...rows, { ...row("a"), requestId: "a.y" }] })[3]).toBe("missed");
  });

  it("let a client go before the ledger knew of it", () => {
    const lines = compareAccounts({ received: [got("a"), { ...dropped, status: null, requestId: null, tokens: 0 }], rows: [row("a")], handedOn: new Map([["a.x", 4]]), counted: 4 });
    expect(lines[3]?.verdict).toBe("reached");
    expect(lines.at(-1)?.n).toBe(1);
  });

  it("take what was handed on from the last line of the journal before each piece", () => {
    expect([...sumHandedOn('["o","a.x",null,"/v1/completions"]\n["p","a.x",2,0,0,1]\n["p","b.x",2,0,0,7]\n["p","a.x",2,0,0,4]\n["s","a.x","t"]\n["p","a')]).toEqual([["a.x", 4], ["b.x", 7]]);
  });

  it("see memory that grows, and none that only varies", () => {
    const random = createRandom(3);
    const samples = (perSecond: number) => Array.from({ length: 120 }, (_, seconds) => ({ seconds, bytes: 5e8 + perSecond * seconds + 2e6 * random.uniform() }));
    expect(describeMemory(samples(0), 60).verdict).toBe("reached");
    expect(describeMemory(samples(1e6), 60).verdict).toBe("missed");
    expect(describeMemory([], 60).verdict).toBe("missed");
  });
});

describe("a kill", () => {
  const cut = got("b", { isWhole: false, sawDone: false, tokens: 2, told: null, broken: "aborted" });
  const lost = row("b", 3, { outcome: "lost", status: null });

  it("is reckoned up from what the clients had", () => {
    const silent = got("c", { status: null, requestId: null, isWhole: false, tokens: 0 });
    expect(reckon([got("a"), cut, silent], [row("a"), lost])).toMatchObject({ whole: 1, wholeTokens: 4, cut: 1, cutTokens: 2, lostTokens: 3, cutButDone: 0, unanswered: 1, unansweredRows: 0, problems: [] });
  });

  it("has problems where something acknowledged is lost, doubled or wrong", () => {
    const count = (received: readonly Received[], rows: readonly Row[]): number => reckon(received, rows).problems.length;
    expect(count([got("a")], [])).toBe(1);
    expect(count([got("a")], [row("a", 3)])).toBe(1);
    expect(count([got("a")], [row("a", 4, { outcome: "lost" })])).toBe(1);
    expect(count([got("a", { status: 500, error: "internal" })], [row("a")])).toBe(1);
    expect(count([cut], [])).toBe(1);
    expect(count([cut], [row("b", 1, { outcome: "lost" })])).toBe(1);
    expect(count([cut], [lost, { ...lost, requestId: "b.y" }])).toBe(1);
    expect(count([], [lost])).toBe(1);
    expect(count([got("a")], [row("a", 4, { charge: { requests: 1, tokens: 7, micros: 0 } })])).toBe(1);
  });
});

describe("a race", () => {
  const refused = got("r", { status: 429, error: "insufficient_quota", tokens: 0, told: null });
  const own = (id: string): Row => ({ ...row(id), hold: { requests: 1, tokens: 10, micros: 0 } });
  const budget = (spent: number, reserved = 0) => ({ id: "k", name: "k", budgets: [{ unit: "requests" as const, limit: 2, spent, reserved, currency: null }] });
  const fair: Race = { unit: "requests", limit: 2, worth: 2, received: [got("a"), got("b"), refused], rows: [own("a"), own("b")], key: budget(2) };

  it("is won by exactly as many as the budget is worth", () => {
    expect(judgeRace(fair)).toEqual({ answered: 2, charged: 2, problems: [] });
  });

  it("is foul where more or fewer are served, or the budget says otherwise", () => {
    const problems = (change: Partial<Race>): number => judgeRace({ ...fair, ...change }).problems.length;
    expect(problems({ received: [got("a"), refused, refused], rows: [own("a")], key: budget(1) })).toBe(1);
    expect(problems({ received: [got("a"), got("b"), got("c")], rows: ["a", "b", "c"].map(own), key: budget(3) })).toBe(2);
    expect(problems({ key: budget(2, 1) })).toBe(1);
    expect(problems({ key: budget(1) })).toBe(1);
    expect(problems({ received: [got("a"), got("b"), got("c", { status: 503, error: "store/unavailable" })] })).toBe(1);
    expect(problems({ rows: [own("a"), { ...own("b"), hold: { requests: 2, tokens: 10, micros: 0 } }] })).toBe(1);
  });
});

describe("schemathesis", () => {
  const body = () => ({ content: { "application/json": { schema: { type: "object", properties: { model: { type: "string" }, n: {}, stream: {}, max_tokens: {}, prompt: {} }, required: ["prompt"] } } } });
  const document = { paths: { "/v1/completions": { post: { requestBody: body() } }, "/m/{model}/v1/completions": { post: { parameters: [{ name: "model", schema: {} }], requestBody: body() } }, "/premise/v1/runs/{id}": { get: { parameters: [{ name: "id", schema: {} }] } } } } as unknown as OpenApi;
  const names = { toy: "world", small: "small", premises: ["p"], run: "r" };
  const schemaOf = ({ paths }: OpenApi, path: string) => paths[path]?.["post"]?.requestBody?.content["application/json"]?.schema;

  it("is given names that exist", () => {
    const narrowed = narrow(document, names, false);
    expect(schemaOf(narrowed, "/v1/completions")).toMatchObject({ properties: { model: { enum: ["world", "small"] }, n: { maximum: 4 } }, required: ["prompt", "model"] });
    expect(narrowed.paths["/m/{model}/v1/completions"]?.["post"]?.parameters?.[0]?.schema).toEqual({ enum: ["world", "small"] });
    expect(narrowed.paths["/premise/v1/runs/{id}"]?.["get"]?.parameters?.[0]?.schema).toEqual({ enum: ["r"] });
    expect(schemaOf(document, "/v1/completions")?.required).toEqual(["prompt"]);
  });

  it("is asked for streams alone", () => {
    const narrowed = narrow(document, names, true);
    expect(Object.keys(narrowed.paths)).toHaveLength(2);
    expect(schemaOf(narrowed, "/v1/completions")).toMatchObject({ properties: { stream: { const: true } }, required: ["prompt", "model", "stream"] });
  });

  it("tells statuses, hangs, and streams that do not end", () => {
    const answer = (text: string, type = "text/event-stream; charset=utf-8", status_code = 200) => ({ response: { status_code, headers: { "content-type": [type] }, content: { $base64: Buffer.from(text).toString("base64") }, elapsed: 2 } });
    const interactions = { a: answer("data: {}\n\ndata: [DONE]\n\n"), b: answer("data: {}\n\n"), c: answer("event: result\ndata: {}\n\n"), d: answer("{}", "application/json", 400), e: { response: null }, f: answer('data: {"error":{"code":"x"}}\n\n') };
    const { statuses, streams, openStreams, failedStreams, unanswered, slowestSeconds } = countAnswers([{ ScenarioFinished: { recorder: { label: "POST /x", interactions } } }, {}]);
    expect({ statuses: [...statuses], streams, failedStreams, unanswered, slowestSeconds }).toEqual({ statuses: [[200, 4], [400, 1]], streams: 4, failedStreams: 1, unanswered: 1, slowestSeconds: 2 });
    expect(openStreams).toEqual(["POST /x: ends in data: {}"]);
  });
});

describe("requests", () => {
  it("are drawn by seed, and differ", () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 40 }, (_, i) => drawRequest(random, `r${i}`, { model: "m", mayChat: true, mostTokens: 8, streamed: true }));
    };
    expect(draw(1)).toEqual(draw(1));
    expect(new Set(draw(1).map(({ asked }) => asked.path)).size).toBe(2);
    expect(draw(1).every(({ most }) => most >= 1 && most <= 16)).toBe(true);
  });
});

describe("the page", () => {
  const ids = gatewayParts.map(({ id }) => id);

  it("keeps what was not measured again", () => {
    const merged = mergeParts([part("streams", "old"), part("kills", "kept"), part("gone", "")], [part("streams", "new")], ids);
    expect(merged.map(({ id, size }) => [id, size])).toEqual([["streams", "new"], ["kills", "kept"]]);
  });

  it("has every part, line and verdict", () => {
    const page = renderPage([part("streams", "200 connections")], gatewayParts);
    expect(gatewayParts.length).toBeGreaterThan(0);
    for (const { title } of gatewayParts) expect(page).toContain(`## ${title}`);
    expect(page).toContain("| a \\| b | 3 | none | reached |");
    expect(page).toContain("Measured 2026-11-26 (`--only streams`): 200 connections, seed 1; p, 2 cores");
    expect(page).toContain("Not measured yet.");
  });

  it("never takes nothing for a success", () => {
    expect(toLine("x", 0, "fine", []).verdict).toBe("missed");
    expect(toLine("x", 2, "fine", ["a", "b", "c", "d"])).toMatchObject({ outcome: "4 wrong: a; b; c", verdict: "missed" });
  });
});
