import { describe, expect, it } from "vitest";
import { createStage, createWorld, readEvents, type Stage } from "../../../test/doubles/gateway-stage.ts";
import { createTinyPredictor } from "../../../test/doubles/tiny-predictor.ts";
import { openServed, serveLocal } from "../models/served.ts";

type Logprobs = { tokens: string[]; token_logprobs: (number | null)[]; top_logprobs: (Record<string, number> | null)[]; text_offset: number[] };
type Choice = { index: number; text: string; logprobs: Logprobs | null; finish_reason: string | null; prompt_logprobs?: (Record<string, { logprob: number; rank: number; decoded_token: string }> | null)[]; token_ids?: number[]; prompt_token_ids?: number[] };
type Answer = { choices: Choice[]; usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number } };

async function complete(stage: Stage, body: object): Promise<Answer> {
  const response = await stage.post("/v1/completions", { model: "world", ...body });
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as Answer;
}

/** What lm-evaluation-harness sends for each choice. */
const scoring = { max_tokens: 1, temperature: 0, logprobs: 1, seed: 1234, echo: true };
const ids = async (stage: Stage, text: string): Promise<number[]> => (await (await openServed(stage.deps.models.find("world").model)).tokenize([text]))[0] ?? [];

describe("echo with log-probabilities", () => {
  it("has exactly the prompt's tokens and one more, the first of them null", async () => {
    await using stage = createStage();
    const prompt = await ids(stage, "The bread rises slowly");
    const { choices } = await complete(stage, { prompt: [prompt], ...scoring });
    const { token_logprobs: values, top_logprobs: top, tokens, text_offset: offsets } = choices[0]!.logprobs!;
    expect(values.length).toBe(prompt.length + 1);
    expect([values[0], top[0]]).toEqual([null, null]);
    expect(values.slice(1).every((value) => typeof value === "number")).toBe(true);
    expect([tokens.length, top.length, offsets.length]).toEqual([values.length, values.length, values.length]);
  });

  it("counts the one more also where it is the end of the text", async () => {
    const predictor = createTinyPredictor({ bias: (_, token) => (token === "</s>" ? 50 : 0) });
    await using stage = createStage({ predictor });
    const { choices } = await complete(stage, { prompt: [[10, 11, 12]], ...scoring });
    expect(choices[0]!.logprobs!.tokens.at(-1)).toBe("</s>");
    expect(choices[0]!.logprobs!.token_logprobs.length).toBe(4);
    expect(choices[0]!.text).not.toContain("</s>");
    expect(choices[0]!.finish_reason).toBe("stop");
  });

  it("puts BOS before texts and scores behind it, but never lists it; token ids are taken as they are", async () => {
    await using stage = createStage();
    const world = await openServed(stage.deps.models.find("world").model);
    const prompt = await ids(stage, "The bread rises");
    const bos = world.info.bos.token as number;
    const [expected] = await world.score([{ context: [bos], continuation: prompt }]);
    const [bare] = await world.score([{ context: [], continuation: prompt }]);
    if (expected?.ok !== true || bare?.ok !== true) return expect.unreachable();
    const asText = await complete(stage, { prompt: "The bread rises", ...scoring });
    const asIds = await complete(stage, { prompt, ...scoring });
    expect(asText.choices[0]!.logprobs!.token_logprobs.slice(1, -1)).toEqual(expected.tokens.slice(1).map(({ logprob }) => logprob));
    expect(asIds.choices[0]!.logprobs!.token_logprobs.slice(0, -1)).toEqual(bare.tokens.map(({ logprob }) => logprob));
    expect([asText.usage.prompt_tokens, asIds.usage.prompt_tokens]).toEqual([prompt.length + 1, prompt.length]);
    const without = await complete(stage, { prompt: "The bread rises", ...scoring, add_special_tokens: false });
    expect(without.choices[0]!.logprobs!.token_logprobs.slice(0, -1)).toEqual(asIds.choices[0]!.logprobs!.token_logprobs.slice(0, -1));
  });

  it("names each token's own float among the likeliest", async () => {
    await using stage = createStage();
    const { choices } = await complete(stage, { prompt: "The bread rises slowly", ...scoring });
    const { tokens, token_logprobs: values, top_logprobs: top } = choices[0]!.logprobs!;
    for (const [i, token] of tokens.entries()) if (i > 0) expect(top[i]![token]).toBe(values[i]);
    expect(values.slice(1).some((value, i) => value === Math.max(...Object.values(top[i + 1]!)))).toBe(true);
  });

  it("takes log-probabilities as a number or as yes and no", async () => {
    await using stage = createStage();
    const top = async (logprobs: number | boolean): Promise<number | null> => {
      const { choices } = await complete(stage, { prompt: "The", max_tokens: 1, temperature: 0, logprobs });
      return choices[0]!.logprobs === null ? null : Object.keys(choices[0]!.logprobs.top_logprobs[0]!).length;
    };
    expect([await top(false), await top(0), await top(true), await top(3)]).toEqual([null, 1, 1, 3]);
  });

  it("keeps the likelier of two tokens with one text", async () => {
    await using stage = createStage({ predictor: createTinyPredictor({ merges: ["a"], bias: (_, token) => (token === "a" ? 20 : 0) }) });
    const { choices } = await complete(stage, { prompt: [[10, 2 + 97, 258]], max_tokens: 1, temperature: 0, echo: true, logprobs: 3 });
    const { tokens, token_logprobs: values, top_logprobs: top } = choices[0]!.logprobs!;
    expect(tokens.slice(1, 3)).toEqual(["a", "a"]);
    for (const at of [1, 2]) expect(top[at]!["a"]).toBeGreaterThanOrEqual(values[at]!);
  });

  it("gives offsets in code points, also where a character is spread over several tokens", async () => {
    await using stage = createStage({ predictor: createTinyPredictor({ merges: ["é"] }) });
    const text = "a\u{1f600}é!";
    const { choices } = await complete(stage, { prompt: text, max_tokens: 1, temperature: 0, echo: true, logprobs: 0 });
    expect(choices[0]!.logprobs!.text_offset).toEqual([0, 1, 1, 1, 1, 2, 3, 4]);
    expect([...text].length).toBe(4);
  });

  it("only scores with max_tokens 0, and holds and charges the prompt alone", async () => {
    await using stage = createStage();
    const { choices, usage } = await complete(stage, { prompt: "The bread", max_tokens: 0, echo: true, logprobs: 1 });
    expect(choices[0]).toMatchObject({ text: "The bread", finish_reason: "length" });
    expect(usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 });
    expect(stage.rows[0]).toMatchObject({ opening: { hold: { requests: 1, tokens: 3, micros: 0 } }, settlement: { outcome: "done", charge: { tokens: 3 } } });
  });
});

describe("vLLM's extras", () => {
  it("writes prompt_logprobs with the token itself as the first key, whatever the ids are", async () => {
    await using stage = createStage();
    const prompt = await ids(stage, "The bread rises");
    const response = await stage.post("/v1/completions", { model: "world", prompt, max_tokens: 1, prompt_logprobs: 3, return_token_ids: true });
    const text = await response.text();
    const written = [...(/"prompt_logprobs":\[(.*?)\],"prompt_token_ids"/s.exec(text)?.[1] ?? "").matchAll(/\{"(\d+)":\{[^}]*\}/g)].map(([, first]) => Number(first));
    expect(written).toEqual(prompt.slice(1));
    const { choices } = JSON.parse(text) as Answer;
    const { prompt_logprobs: listed = [], prompt_token_ids: given, token_ids: drawn } = choices[0]!;
    expect(listed[0]).toBeNull();
    for (const [i, id] of prompt.slice(1).entries()) {
      const entry = listed[i + 1]!;
      expect(Object.keys(entry).length).toBe(entry[String(id)]!.rank <= 3 ? 3 : 4);
      expect(entry[String(id)]!.logprob).toBeLessThan(0);
    }
    expect(given).toEqual(prompt);
    expect(drawn?.length).toBe(1);
  });
});

describe("samples", () => {
  it("come n for each prompt, in order, and are the same for the same seed", async () => {
    await using stage = createStage();
    const body = { prompt: ["The bread", "The tide"], n: 3, max_tokens: 6, seed: 5 };
    const first = await complete(stage, body);
    expect(first.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect((await complete(stage, body)).choices).toEqual(first.choices);
    expect((await complete(stage, { ...body, seed: 6 })).choices).not.toEqual(first.choices);
    expect(first.usage.completion_tokens).toBe(stage.rows[0]!.settlement!.usage.generatedTokens);
  });

  it("end before a stop text, whether it was drawn in one token or several", async () => {
    await using stage = createStage({ predictor: createTinyPredictor({ bias: (context, token) => (token === "abcdef"[context.length % 6] ? 60 : 0) }) });
    const { choices } = await complete(stage, { prompt: "abcdef", max_tokens: 12, temperature: 0, stop: ["de", "zz"], add_special_tokens: false });
    expect(choices[0]).toMatchObject({ text: "abc", finish_reason: "stop" });
  });

  it("are given in pieces that make the whole, with the same tokens", async () => {
    await using stage = createStage();
    const body = { prompt: ["The bread", "The tide"], n: 2, max_tokens: 8, seed: 3, logprobs: 2, echo: true, stop: [" the"], return_token_ids: true };
    const whole = await complete(stage, body);
    const events = await readEvents(await stage.post("/v1/completions", { model: "world", ...body, stream: true, stream_options: { include_usage: true } }));
    expect(events.at(-1)?.data).toBe("[DONE]");
    const chunks = events.slice(0, -1).map(({ data }) => data as unknown as Answer);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
    for (const { index, text, logprobs, finish_reason: reason, token_ids: drawn } of whole.choices) {
      const parts = chunks.flatMap(({ choices }) => choices.filter((choice) => choice.index === index));
      expect(parts.map((part) => part.text).join("")).toBe(text);
      expect(parts.flatMap((part) => part.logprobs?.tokens ?? [])).toEqual(logprobs?.tokens);
      expect(parts.flatMap((part) => part.logprobs?.text_offset ?? [])).toEqual(logprobs?.text_offset);
      expect(parts.flatMap((part) => part.token_ids ?? [])).toEqual(drawn);
      expect(parts.map((part) => part.finish_reason).filter((each) => each !== null)).toEqual([reason]);
    }
  });

  it("of an infinite log-probability are JSON that can be read", async () => {
    await using stage = createStage({ predictor: createTinyPredictor({ bias: (_, token) => (token === "x" ? -Infinity : 0) }) });
    const response = await stage.post("/v1/completions", { model: "world", prompt: "ax", max_tokens: 0, echo: true, logprobs: 0 });
    expect((JSON.parse(await response.text()) as Answer).choices[0]!.logprobs!.token_logprobs[1]).toBe(-Infinity);
  });
});

describe("what a request may not ask", () => {
  it.each([
    [{ prompt: "a", best_of: 3 }, "best_of", "unsupported_parameter"],
    [{ prompt: "a", presence_penalty: 0.5 }, "presence_penalty", "unsupported_parameter"],
    [{ prompt: "a", logit_bias: { 5: 3 } }, "logit_bias.5", "unsupported_parameter"],
    [{ prompt: "a", suffix: "b" }, "suffix", "unsupported_parameter"],
    [{ prompt: "a", temprature: 1 }, "temprature", "invalid_value"],
    [{ prompt: "a", temperature: "hot" }, "temperature", "invalid_value"],
    [{ prompt: "a", stream_options: { include_usage: true } }, "stream_options", "invalid_value"],
    [{ prompt: "a", max_tokens: 0 }, "max_tokens", "invalid_value"],
    [{ prompt: [] }, "prompt", "invalid_value"],
    [{ prompt: [[1, -1]] }, "prompt.0.1", "invalid_value"],
    [{ prompt: "\ud800" }, "prompt", "invalid_value"],
    [{ prompt: [[99_999_999]] }, "prompt", "predictor/invalid-token"],
    [{ prompt: "a ".repeat(5000) }, "prompt", "context_length_exceeded"],
    [{}, "prompt", "invalid_value"],
  ])("%j is refused by name", async (body, param, code) => {
    await using stage = createStage();
    const response = await stage.post("/v1/completions", { model: "world", ...body });
    expect(response.status).toBe(400);
    expect((await response.json()) as object).toMatchObject({ error: { type: "invalid_request_error", param, code } });
    expect(stage.rows).toEqual([]);
  });

  it.each([false, true])("what the model refuses has its status, streamed: %s", async (stream) => {
    await using stage = createStage();
    const response = await stage.post("/v1/completions", { model: "world", prompt: "", add_special_tokens: false, stream });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: "predictor/nothing-before" } }]);
    expect(stage.rows[0]!.settlement).toMatchObject({ outcome: "failed", charge: { tokens: 0 } });
  });

  it("a model that is not loaded, a path, or an adapter is not found, and no file is looked for", async () => {
    await using stage = createStage();
    for (const model of ["wold", "/etc/passwd.gguf", "./x.gguf", "world?adapter=/etc/passwd:1", "remote:x", "", "world?x=1"]) {
      const response = await stage.post("/v1/completions", { model, prompt: "a" });
      expect([response.status, ((await response.json()) as { error: { code: string } }).error.code], model).toEqual([404, "model_not_found"]);
    }
    const response = await stage.post("/v1/completions", { prompt: "a" });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { param: "model" } }]);
  });
});

describe("a model of the address", () => {
  it("needs no name in the body, and contradicts no other", async () => {
    const other = serveLocal("other/m", Promise.resolve(createTinyPredictor()));
    await using stage = createStage({ models: [serveLocal("world", Promise.resolve(createWorld())), other] });
    const status = async (path: string, body: object): Promise<number> => (await stage.post(path, body)).status;
    expect(await status("/m/world/v1/completions", { prompt: "a" })).toBe(200);
    expect(await status("/m/other%2Fm/v1/completions", { prompt: "a" })).toBe(200);
    expect(await status("/m/world/v1/completions", { prompt: "a", model: "other/m" })).toBe(400);
    expect(await status("/m/nothing/v1/completions", { prompt: "a" })).toBe(404);
    expect(stage.rows.map(({ opening }) => opening.model)).toEqual(["world", "other/m"]);
  });

  it("may carry a temperature, which the body's own overrides", async () => {
    await using stage = createStage();
    const text = async (model: string, more: object = {}): Promise<string> => (await complete(stage, { model, prompt: "The", max_tokens: 5, seed: 4, ...more })).choices[0]!.text;
    expect(await text("world?temperature=0")).toBe(await text("world", { temperature: 0 }));
    expect(await text("world?temperature=0", { temperature: 1 })).toBe(await text("world"));
    expect((await stage.post("/v1/completions", { model: "world?premise=expert-panel", prompt: "a" })).status).toBe(400);
  });
});
