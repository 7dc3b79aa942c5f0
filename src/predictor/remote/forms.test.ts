import { describe, expect, it } from "vitest";
import { openDouble, toOptions } from "../../../test/servers/doubles/open.ts";
import { type ServerSetting, startWorldServer } from "../../../test/servers/doubles/world-server.ts";
import { renderChat } from "../chat-template.ts";
import type { Predictor, SampleEvent, SampleRequest } from "../predictor.ts";
import { createWorldPredictor } from "../world/world-predictor.ts";
import type { RemoteOptions } from "./options.ts";
import { openRemote } from "./remote.ts";

async function withDouble<T>(setting: ServerSetting, work: (predictor: Predictor) => Promise<T>, change: Partial<RemoteOptions> = {}): Promise<T> {
  await using server = await startWorldServer(setting);
  await using predictor = await openDouble(server, change);
  return await work(predictor);
}

async function collect(predictor: Predictor, request: Partial<SampleRequest> = {}): Promise<SampleEvent[]> {
  const events: SampleEvent[] = [];
  for await (const event of predictor.sample([{ context: [256, 84], maxTokens: 12, seed: 1, ...request }])) events.push(event);
  return events;
}

function idsOf(events: readonly SampleEvent[]): number[] {
  return events.flatMap((event) => (event.kind === "token" ? [event.token.token] : []));
}

function refusalOf(events: readonly SampleEvent[]): string {
  return events.map((event) => (event.kind === "refused" ? event.error.message : "")).join("");
}

const plain = { maxTop: 5 } as const;

describe("samples", () => {
  it("are the same however the server names its tokens and cuts its stream", async () => {
    const expected = await withDouble(plain, (predictor) => collect(predictor, { stop: ["the"] }));
    expect(idsOf(expected).length).toBeGreaterThan(1);
    for (const change of [{ names: "rows" }, { names: "text" }, { chunk: 3 }, { strict: true }, { generatesAlways: true }, { dialect: "none" }] as const) {
      const events = await withDouble({ ...plain, ...change }, (predictor) => collect(predictor, { stop: ["the"] }));
      expect(events, JSON.stringify(change)).toEqual(expected);
    }
  });

  it("do not wait for questions about their own tokens", async () => {
    const events = await withDouble(plain, (predictor) => collect(predictor, { n: 5 }), { limits: { concurrency: 1 } });
    expect(events.filter(({ kind }) => kind === "end")).toHaveLength(5);
  });

  it("end where the text ends, whether or not the server tells which token does that", async () => {
    for (const setting of [{ tokenizer: "vllm" }, { tokenizer: "llama.cpp" }] as const) {
      await withDouble({ ...plain, ...setting }, async (predictor) => {
        expect(predictor.info.endOfText).toEqual(setting.tokenizer === "vllm" ? [257] : []);
        const events = await collect(predictor, { context: [256], maxTokens: 100, n: 12 });
        const ended = events.flatMap((event) => (event.kind === "end" && event.end.reason === "end-of-text" ? [event] : []));
        expect(ended.length).toBeGreaterThan(3);
        for (const { sample, end } of ended) {
          expect(idsOf(events.filter((event) => event.kind === "token" && event.sample === sample)).at(-1)).toBe(257);
          expect(end.text).not.toContain("<|end|>");
        }
      });
    }
  });

  it("are refused where what they would be drawn from can't be known", async () => {
    await withDouble(plain, async (predictor) => {
      expect(refusalOf(await collect(predictor, { temperature: 0.7 }))).toContain("use temperature 1 or 0, or a top-k of at most that");
      expect(refusalOf(await collect(predictor, { temperature: 0.7, topK: 6 }))).toContain("names 5 likely tokens");
      expect(refusalOf(await collect(predictor, { temperature: 0.7, topP: 0.5 }))).toContain("different things on different servers");
      expect(idsOf(await collect(predictor, { temperature: 0.7, topK: 5 })).length).toBeGreaterThan(0);
      expect(idsOf(await collect(predictor, { temperature: 0 })).length).toBeGreaterThan(0);
    });
    await withDouble({ ...plain, strict: true }, async (predictor) => {
      expect(refusalOf(await collect(predictor, { topK: 3 }))).toContain("was not seen to obey top-k");
      expect(refusalOf(await collect(predictor, { minP: 0.3 }))).toContain("was not seen to obey min-p");
    });
  });

  it("have statistics only where the whole distribution is told", async () => {
    const wanted = { want: { statistics: true, top: 2 } };
    const statisticsOf = (events: readonly SampleEvent[]): unknown => events.flatMap((event) => (event.kind === "token" ? [event.token.statistics] : []))[0];
    expect(statisticsOf(await withDouble({}, (predictor) => collect(predictor, wanted)))).toMatchObject({ rank: expect.any(Number) as number });
    expect(statisticsOf(await withDouble(plain, (predictor) => collect(predictor, wanted)))).toBeNull();
    expect(refusalOf(await withDouble(plain, (predictor) => collect(predictor, { want: { top: 9 } })))).toContain("names 5 likely tokens, not 9");
  });
});

describe("likely tokens that several ids share the text of", () => {
  // Every byte from 128 on reads as U+FFFD by itself.
  const context = [256, 84, 195];

  it("are told by id", async () => {
    await withDouble({ dialect: "echo" }, async (predictor) => {
      const size = predictor.info.vocabularySize;
      const [outcome] = await predictor.score([{ context, continuation: [169], want: { top: size } }]);
      expect(outcome).toMatchObject({ ok: true });
      expect(new Set(outcome?.ok === true ? outcome.tokens[0]?.top?.map(({ token }) => token) : []).size).toBe(size);
    });
  });

  it("are refused where a server tells texts alone, and the score is not", async () => {
    await withDouble({ dialect: "echo", names: "text", maxTop: 5 }, async (predictor) => {
      const [exact] = await createWorldPredictor().score([{ context, continuation: [169] }]);
      const [outcome] = await predictor.score([{ context, continuation: [169] }]);
      expect(outcome?.ok === true && exact?.ok === true && Math.abs(outcome.logprob - exact.logprob)).toBeLessThan(1e-9);
    });
  });
});

describe("a server that takes text alone", () => {
  const setting = { ...plain, dialect: "echo", takesIds: false } as const;

  it("scores what its text becomes again, and refuses other tokens", async () => {
    await withDouble(setting, async (predictor) => {
      const [ids = []] = await predictor.tokenize(["The tide follows the moon"]);
      const bytes = [...Buffer.from(" moon")];
      const outcomes = await predictor.score([{ context: [256], continuation: ids }, { context: [256], continuation: bytes }, { context: [], continuation: ids }]);
      const [exact] = await createWorldPredictor().score([{ context: [256], continuation: ids }]);
      expect(outcomes[0]).toMatchObject({ ok: true, logprob: exact?.ok === true ? exact.logprob : null });
      for (const refused of outcomes.slice(1)) expect(refused).toMatchObject({ ok: false, error: { code: "predictor/unsupported" } });
    });
  });
});

describe("a server without a tokenizer", () => {
  it("samples from text, with ids of our own, and never scores", async () => {
    await withDouble({ ...plain, tokenizer: "none" }, async (predictor) => {
      const [ids = []] = await predictor.tokenize(["The tide \u{1f419}"]);
      expect(await predictor.detokenize([ids])).toEqual(["The tide \u{1f419}"]);
      const events = await collect(predictor, { context: ids });
      const end = events.find((event) => event.kind === "end");
      expect(await predictor.detokenize([idsOf(events)])).toEqual([end?.end.text]);
      expect(await predictor.score([{ context: ids, continuation: ids }])).toMatchObject([{ ok: false, error: { code: "remote/scores-not-trusted", details: { verdict: "not-offered" } } }]);
    });
  });
});

describe("a server of chats alone", () => {
  const setting = { ...plain, tokenizer: "none", completions: false } as const;

  it("samples the answer to a chat, and refuses to continue a document", async () => {
    await withDouble(setting, async (predictor) => {
      const parts = renderChat(predictor.info.chatTemplate ?? "", [{ role: "system", content: "[human]" }, { role: "user", content: "<|premise-role:system|> The tide" }], { bosText: "", eosText: "", addGenerationPrompt: true });
      const [ids = []] = await predictor.tokenize([parts]);
      expect(idsOf(await collect(predictor, { context: ids })).length).toBeGreaterThan(0);
      const [document = []] = await predictor.tokenize(["The tide"]);
      expect(refusalOf(await collect(predictor, { context: document }))).toContain("cannot continue a document");
      expect(refusalOf(await collect(predictor, { context: [...ids, 65] }))).toContain("cannot go on within a message");
      expect(await predictor.capabilities()).toMatchObject({ score: false, sample: true, chat: true });
    });
  });
});

describe("opening", () => {
  const codeOf = async (setting: ServerSetting, change: Partial<RemoteOptions>): Promise<unknown> => {
    await using server = await startWorldServer(setting);
    return await openRemote(toOptions(server, change)).then((predictor) => predictor.close(), (error: unknown) => error);
  };

  it("knows a model that the server does not list", async () => {
    expect(await codeOf({}, { model: "wolrd" })).toMatchObject({ code: "model/unknown", message: expect.stringContaining('did you mean "world"') as string });
  });

  it("finds the number of tokens by asking where no server tells it, and wants what can't be found", async () => {
    await using server = await startWorldServer({ tokenizer: "llama.cpp" });
    await using predictor = await openDouble(server, { told: { endOfText: [257] } });
    expect(predictor.info.vocabularySize).toBe(createWorldPredictor().info.vocabularySize);
    expect(predictor.info).toMatchObject({ bos: { token: 256, byDefault: true }, endOfText: [257], contextTokens: 512 });
    expect(await codeOf({ tokenizer: "llama.cpp", takesIds: false }, {})).toMatchObject({ code: "config/invalid", message: expect.stringContaining("set vocabularySize") as string });
  });

  it("refuses a wrong key without showing it, and takes the right one", async () => {
    const key = "sk-very-secret";
    const wrong = await codeOf({ key }, { key: "sk-other-secret" });
    expect(wrong).toMatchObject({ code: "remote/unauthorised" });
    expect(JSON.stringify(wrong)).not.toContain("secret");
    expect(await codeOf({ key }, { key })).toBeUndefined();
  });

  it("refuses addresses that are none, or hold a password", async () => {
    for (const url of ["", "ftp://example.org", "http://user:pass@example.org", "http://example.org/?key=1"]) {
      await expect(openRemote(toOptions({ url })), url).rejects.toMatchObject({ code: "config/invalid" });
    }
  });

  it("reaches a model below a path, with or without v1", async () => {
    await using server = await startWorldServer(plain);
    for (const end of ["/v1", "/v1/", "/"]) await (await openDouble({ url: server.url + end })).close();
    expect(server.paths.filter((path) => path === "/v1/models").length).toBe(3);
  });
});
