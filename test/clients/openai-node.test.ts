import { describe, expect, it } from "vitest";
import { loadClient } from "./harness/folder.ts";
import { base, chat, type Gateway } from "./harness/gateway.ts";
import { scoreText } from "./harness/run.ts";
import { useGateway } from "./harness/use-gateway.ts";

const timeout = 300_000;
const text = "The tide follows the moon, because water is pulled.";

type Logprobs = { tokens: string[]; token_logprobs: (number | null)[]; top_logprobs: (Record<string, number> | null)[] };
type Completion = { choices: { index: number; text: string; finish_reason: string; logprobs: Logprobs | null }[]; usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number }; premise: { disclosure: string } };
type Chunk = { choices: { text: string; delta: { content?: string } }[]; usage?: Completion["usage"] | null; premise?: { disclosure: string } };
type Talk = { choices: { message: { content: string } }[]; premise: { disclosure: string } };
type Asked<T> = Promise<T> & { withResponse: () => Promise<{ data: T; response: Response }> };
type Create<Whole> = { (body: { stream: true } & Record<string, unknown>): Promise<AsyncIterable<Chunk> & { controller: AbortController }>; (body: Record<string, unknown>): Asked<Whole> };
type Client = {
  completions: { create: Create<Completion> };
  chat: { completions: { create: Create<Talk> } };
  models: { list: () => Promise<{ data: { id: string }[] }>; retrieve: (id: string) => Promise<{ id: string }> };
};
type OpenAi = { new (options: { baseURL: string; apiKey: string; maxRetries: number }): Client; NotFoundError: new () => Error; BadRequestError: new () => Error };

function open({ url }: Gateway, path = "/v1"): { client: Client; OpenAI: OpenAi } {
  const { OpenAI } = loadClient<{ OpenAI: OpenAi }>("openai");
  return { OpenAI, client: new OpenAI({ baseURL: `${url}${path}`, apiKey: "none", maxRetries: 0 }) };
}

async function collect(stream: Promise<AsyncIterable<Chunk>>): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of await stream) chunks.push(chunk);
  return chunks;
}

describe("openai for Node", () => {
  const gateway = useGateway();

  it("lists the models, and finds one", async (context) => {
    const { client } = open(gateway(context));
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual([base, chat]);
    expect(await client.models.retrieve(chat)).toMatchObject({ id: chat, object: "model" });
  });

  it("scores a prompt as `premise score` does, under the model's own address too", { timeout }, async (context) => {
    const own = await scoreText(base, text);
    expect(own.length).toBeGreaterThan(8);
    for (const path of ["/v1", `/m/${encodeURIComponent(base)}/v1`]) {
      const { client } = open(gateway(context), path);
      const { data, response } = await client.completions.create({ ...(path === "/v1" ? { model: base } : {}), prompt: text, echo: true, max_tokens: 0, logprobs: 1 }).withResponse();
      expect(response.headers.get("ai-disclosure")).toMatch(/^mode=machine-generated, /);
      expect(data.premise.disclosure).toContain(base);
      const found = data.choices[0]?.logprobs?.token_logprobs ?? [];
      expect(found).toHaveLength(own.length);
      expect(found[0]).toBeNull();
      for (const [i, logprob] of own.entries()) if (i > 0) expect(found[i]).toBeCloseTo(logprob as number, 6);
    }
  });

  it("gets one more entry than there are prompt tokens for one that is generated, nothing before the first, and each own float among the best", { timeout }, async (context) => {
    const { client } = open(gateway(context));
    const prompt = [[818, 7023, 563], [2, 818], [818]];
    const { choices, usage } = await client.completions.create({ model: base, prompt, echo: true, max_tokens: 1, logprobs: 1, temperature: 0, seed: 1234 });
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(usage).toMatchObject({ prompt_tokens: 6, completion_tokens: 3, total_tokens: 9 });
    for (const [i, tokens] of prompt.entries()) {
      const { token_logprobs: own = [], top_logprobs: top = [] } = choices[i]?.logprobs ?? {};
      expect(own).toHaveLength(tokens.length + 1);
      expect([own[0], top[0]]).toEqual([null, null]);
      for (const [j, logprob] of own.entries()) if (j > 0) expect(Object.values(top[j] ?? {})).toContain(logprob);
    }
  });

  it("streams the text that it gets whole, with the disclosure in the first chunk", { timeout }, async (context) => {
    const { client } = open(gateway(context));
    const request = { model: chat, messages: [{ role: "user", content: "Name a fruit." }], max_tokens: 10, temperature: 0 };
    const whole = await client.chat.completions.create(request);
    const chunks = await collect(client.chat.completions.create({ ...request, stream: true, stream_options: { include_usage: true } }));
    const content = whole.choices[0]?.message.content ?? "";
    expect(content.length).toBeGreaterThan(3);
    expect(chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? "")).join("")).toBe(content);
    expect(chunks[0]?.premise).toEqual(whole.premise);
    expect(whole.premise.disclosure).toContain(chat);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 10 } });
  });

  it("may go away in the middle of a stream, and the next request is answered", { timeout }, async (context) => {
    const { client } = open(gateway(context));
    const stream = await client.completions.create({ model: base, prompt: text, max_tokens: 2000, stream: true });
    for await (const chunk of stream) {
      expect(chunk.choices).toHaveLength(1);
      break;
    }
    const after = await client.completions.create({ model: base, prompt: text, max_tokens: 3 });
    expect(after.usage.completion_tokens).toBeGreaterThan(0);
  });

  it("throws OpenAI's classes", async (context) => {
    const { client, OpenAI } = open(gateway(context));
    const failure = async (body: Record<string, unknown>): Promise<unknown> => await client.completions.create(body).then(() => null, (thrown: unknown) => thrown);
    const unknown = await failure({ model: "nobody", prompt: "a" });
    expect(unknown).toBeInstanceOf(OpenAI.NotFoundError);
    expect(unknown).toMatchObject({ status: 404, code: "model_not_found" });
    const long = await failure({ model: base, prompt: [Array.from({ length: 40_000 }, () => 818)], max_tokens: 1 });
    expect(long).toBeInstanceOf(OpenAI.BadRequestError);
    expect(long).toMatchObject({ status: 400, code: "context_length_exceeded" });
    expect(await failure({ model: base, prompt: "a", logit_bias: { 5: 1 } })).toBeInstanceOf(OpenAI.BadRequestError);
  });
});
