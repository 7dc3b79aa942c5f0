import { describe, expect, it } from "vitest";
import { loadClient } from "./harness/folder.ts";
import { base, chat, type Gateway } from "./harness/gateway.ts";
import { useGateway } from "./harness/use-gateway.ts";

const timeout = 300_000;

type Usage = { inputTokens: number; outputTokens: number; totalTokens: number };
type Part = { type: string; rawValue?: { premise?: { disclosure: string } } };
type Generated = { text: string; finishReason: string; usage: Usage; response: { headers: Record<string, string>; body: { premise: { disclosure: string } } } };
type Streamed = { stream?: AsyncIterable<Part>; fullStream: AsyncIterable<Part & { text?: string }>; usage: Promise<Usage>; finishReason: Promise<string> };
type Ai = { generateText: (options: Record<string, unknown>) => Promise<Generated>; streamText: (options: Record<string, unknown>) => Streamed; APICallError: { isInstance: (thrown: unknown) => boolean } };
type Provider = { chatModel: (id: string) => object; completionModel: (id: string) => object };
type Compatible = { createOpenAICompatible: (options: { name: string; baseURL: string; includeUsage: boolean }) => Provider };

function open({ url }: Gateway): { ai: Ai; provider: Provider } {
  (globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;
  return { ai: loadClient<Ai>("ai"), provider: loadClient<Compatible>("@ai-sdk/openai-compatible").createOpenAICompatible({ name: "premise", baseURL: `${url}/v1`, includeUsage: true }) };
}

describe("the AI SDK", () => {
  const gateway = useGateway();

  it.for(["chatModel", "completionModel"] as const)("generates with a %s, and streams the same text", { timeout }, async (kind, context) => {
    const { ai, provider } = open(gateway(context));
    const id = kind === "chatModel" ? chat : base;
    const request = { model: provider[kind](id), prompt: "Name a fruit.", maxOutputTokens: 8, temperature: 0, maxRetries: 0 };
    const whole = await ai.generateText({ ...request, include: { responseBody: true } });
    expect(whole.text.length).toBeGreaterThan(3);
    expect(whole.usage.totalTokens).toBe(whole.usage.inputTokens + whole.usage.outputTokens);
    expect(whole.usage.outputTokens).toBeLessThanOrEqual(8);
    expect(whole.response.headers["ai-disclosure"]).toContain("machine-generated");
    expect(whole.response.body.premise.disclosure).toContain(id);
    const streamed = ai.streamText({ ...request, includeRawChunks: true });
    const parts: (Part & { text?: string })[] = [];
    for await (const part of streamed.fullStream) parts.push(part);
    expect(parts.filter(({ type }) => type === "error")).toEqual([]);
    expect(parts.flatMap(({ type, text }) => (type === "text-delta" ? [text ?? ""] : [])).join("")).toBe(whole.text);
    expect(parts.find(({ type }) => type === "raw")?.rawValue?.premise?.disclosure).toContain(id);
    expect(await streamed.finishReason).toBe(whole.finishReason);
    expect(await streamed.usage).toMatchObject({ inputTokens: whole.usage.inputTokens, outputTokens: whole.usage.outputTokens });
  });

  it("calls an unknown model an error that a retry would not mend", async (context) => {
    const { ai, provider } = open(gateway(context));
    const thrown: unknown = await ai.generateText({ model: provider.chatModel("nobody"), prompt: "a", maxRetries: 2 }).then(() => null, (error: unknown) => error);
    expect(ai.APICallError.isInstance(thrown)).toBe(true);
    expect(thrown).toMatchObject({ statusCode: 404, isRetryable: false, message: expect.stringContaining("nobody") });
  });
});
