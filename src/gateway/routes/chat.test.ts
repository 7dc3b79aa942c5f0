import { describe, expect, it } from "vitest";
import { createStage, readEvents, type Stage } from "../../../test/doubles/gateway-stage.ts";
import { createTinyPredictor, type TinySetting } from "../../../test/doubles/tiny-predictor.ts";
import type { SampleRequest } from "../../predictor/predictor.ts";

const chatTemplate = "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}\n{% endfor %}[assistant]";

/** Says "hi!" and ends. */
const says: NonNullable<TinySetting["bias"]> = (context, token) => {
  const said = context.slice(context.lastIndexOf("]") + 1);
  const next = "hi!"[said.length];
  return token === (next ?? "</s>") ? 60 : 0;
};

function createChat(setting: TinySetting = {}): { stage: Stage; asked: SampleRequest[] } {
  const tiny = createTinyPredictor({ bias: says, ...setting, info: { chatTemplate, kind: "instruct", ...setting.info } });
  const asked: SampleRequest[] = [];
  const predictor = { ...tiny, sample: (...args: Parameters<typeof tiny.sample>) => (asked.push(...args[0]), tiny.sample(...args)) };
  return { stage: createStage({ predictor }), asked };
}

const messages = [{ role: "user", content: "hello" }];
const body = { model: "world", messages, temperature: 0, max_tokens: 10 };

describe("chat", () => {
  it("renders the model's own template, with one BOS, and gives the text without its end", async () => {
    const { stage, asked } = createChat();
    const answer = (await (await stage.post("/v1/chat/completions", body)).json()) as Record<string, unknown>;
    expect(answer).toMatchObject({
      object: "chat.completion", choices: [{ index: 0, message: { role: "assistant", content: "hi!", refusal: null }, finish_reason: "stop", logprobs: null }], usage: { completion_tokens: 4 },
    });
    const texts = await stage.deps.models.find("world").model.texts(asked[0]!.context);
    expect(asked[0]!.context.map((id) => texts.get(id)).join("")).toBe("<s>[user]hello\n[assistant]");
    expect(asked[0]!.context.filter((id) => id === 0).length).toBe(1);
  });

  it("takes content in parts, and developer as system", async () => {
    const { stage, asked } = createChat();
    await stage.post("/v1/chat/completions", { ...body, messages: [{ role: "developer", content: [{ type: "text", text: "be " }, { type: "text", text: "kind" }] }, ...messages] });
    const texts = await stage.deps.models.find("world").model.texts(asked[0]!.context);
    expect(asked[0]!.context.map((id) => texts.get(id)).join("")).toContain("[system]be kind\n[user]hello");
  });

  it("names what each token of the text, and no other, had for a probability", async () => {
    const { stage } = createChat();
    const answer = (await (await stage.post("/v1/chat/completions", { ...body, logprobs: true, top_logprobs: 2 })).json()) as { choices: { logprobs: { content: { token: string; logprob: number; bytes: number[]; top_logprobs: { token: string; logprob: number }[] }[] } }[] };
    const { content } = answer.choices[0]!.logprobs;
    expect(content.map(({ token }) => token)).toEqual(["h", "i", "!"]);
    expect(content[0]).toMatchObject({ bytes: [104] });
    expect(content.every(({ logprob }) => logprob <= 0)).toBe(true);
  });

  it("streams: role first, pieces that make the whole, the reason last, usage when it is asked for", async () => {
    const { stage } = createChat();
    const events = await readEvents(await stage.post("/v1/chat/completions", { ...body, n: 2, stream: true, stream_options: { include_usage: true } }));
    const chunks = events.slice(0, -1).map(({ data }) => data as { choices: { index: number; delta: { role?: string; content?: string }; finish_reason: string | null }[]; usage: object | null });
    for (const index of [0, 1]) {
      const mine = chunks.flatMap(({ choices }) => choices.filter((choice) => choice.index === index));
      expect(mine[0]!.delta).toEqual({ role: "assistant", content: "" });
      expect(mine.map(({ delta }) => delta.content ?? "").join("")).toBe("hi!");
      expect(mine.map(({ finish_reason: reason }) => reason).filter((reason) => reason !== null)).toEqual(["stop"]);
    }
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 8 } });
    expect(events.at(-1)?.data).toBe("[DONE]");
  });

  it("has room for as many tokens as the context holds, when it is not told how many", async () => {
    const { stage, asked } = createChat({ info: { contextTokens: 60 } });
    await stage.post("/v1/chat/completions", { model: "world", messages });
    expect(asked[0]!.maxTokens).toBe(60 - asked[0]!.context.length);
  });

  it.each([
    [{ tools: [{ type: "function" }] }, 400, "tools.0"],
    [{ tool_choice: "auto" }, 400, "tool_choice"],
    [{ response_format: { type: "json_object" } }, 400, "response_format.type"],
    [{ premise: { id: "x" } }, 400, "premise"],
    [{ top_logprobs: 2 }, 400, "top_logprobs"],
    [{ max_tokens: 3, max_completion_tokens: 4 }, 400, "max_tokens"],
    [{ messages: [] }, 400, "messages"],
    [{ messages: [{ role: "tool", content: "x" }] }, 400, "messages.0.role"],
    [{ messages: [{ role: "user", content: [{ type: "image_url", image_url: {} }] }] }, 400, "messages.0.content.0.type"],
    [{ max_tokens: 100_000 }, 400, "prompt"],
  ])("refuses %j", async (change, status, param) => {
    const { stage } = createChat();
    const response = await stage.post("/v1/chat/completions", { ...body, ...change });
    expect([response.status, ((await response.json()) as { error: { param: string } }).error.param]).toEqual([status, param]);
  });

  it("is refused where the model has no template", async () => {
    await using stage = createStage({ predictor: createTinyPredictor() });
    const response = await stage.post("/v1/chat/completions", body);
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: "model/no-chat-template", param: "model" } }]);
  });
});
