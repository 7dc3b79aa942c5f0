import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { base, chat, type Gateway } from "./harness/gateway.ts";
import { runPython, scoreText } from "./harness/run.ts";
import { useGateway } from "./harness/use-gateway.ts";

const timeout = 300_000;
const text = "The tide follows the moon, because water is pulled.";

type Token = [text: string, logprob: number, top: [string, number][]];
type Usage = { input_tokens: number; output_tokens: number; total_tokens: number };
type Session = {
  prompt: Token[]; promptIds: Token[]; logprobs: Token[]; text: string; usage: Usage; samples: string[];
  chat: string; chatLogprobs: Token[]; chatUsage: Usage; streamed: string; streamedUsage: Usage; tooLong: string;
  task: { status: string; error: string; scores: { num_tokens: number; sum_log_probs: number; perplexity: number }[] };
};

describe("inspect_ai", () => {
  const gateway = useGateway();
  let session: Promise<Session> | null = null;
  let found: Session;

  beforeEach(async (context) => {
    found = await (session ??= run(gateway(context)));
  }, timeout);

  async function run({ url }: Gateway): Promise<Session> {
    const folder = await mkdtemp(join(tmpdir(), "premise-inspect-"));
    try {
      const response = await fetch(`${url}/m/${base}/tokenize`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ prompt: text, add_special_tokens: true }) });
      const { tokens } = (await response.json()) as { tokens: number[] };
      return await runPython<Session>("test/clients/programs/inspect_session.py", [url, base, chat, text, JSON.stringify(tokens), folder], { env: { XDG_DATA_HOME: folder } });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  it("reads prompt_logprobs as `premise score` gives them, of a text and of its ids", { timeout }, async () => {
    const own = await scoreText(base, text);
    expect(own.length).toBeGreaterThan(8);
    for (const tokens of [found.prompt, found.promptIds]) {
      expect(tokens).toHaveLength(own.length);
      for (const [i, logprob] of own.entries()) expect(tokens[i]?.[1]).toBeCloseTo(logprob as number, 6);
      expect(tokens.map(([token]) => token).join("")).toBe(text);
    }
  });

  it("is given the token itself first, then the likeliest others", () => {
    for (const [, logprob, top] of found.prompt) {
      expect(top.length).toSatisfy((count: number) => count === 1 || count === 2);
      if (top.length === 2) for (const [, other] of top) expect(other).toBeGreaterThanOrEqual(logprob);
    }
    expect(found.prompt.some(([, , top]) => top.length === 2)).toBe(true);
  });

  it("continues a text, with log-probabilities and several samples", () => {
    expect(found.logprobs.map(([token]) => token).join("")).toBe(found.text);
    expect(found.logprobs).toHaveLength(4);
    for (const [, logprob, top] of found.logprobs) expect(Math.max(...top.map(([, each]) => each))).toBe(logprob);
    expect(found.usage).toMatchObject({ input_tokens: found.prompt.length + 1, output_tokens: 4, total_tokens: found.prompt.length + 5 });
    expect(new Set(found.samples).size).toBe(3);
  });

  it("talks in its chat form, whole and as a stream", () => {
    expect(found.chat.length).toBeGreaterThan(3);
    expect(found.streamed).toBe(found.chat);
    expect(found.chatLogprobs.map(([token]) => token).join("")).toBe(found.chat);
    expect(found.streamedUsage).toMatchObject({ total_tokens: found.chatUsage.total_tokens });
  });

  it("takes a prompt that is too long for what it is", () => expect(found.tooLong).toBe("model_length"));

  it("runs its perplexity task to a log that it reads back", () => {
    expect(found.task).toMatchObject({ status: "success" });
    expect(found.task.scores).toHaveLength(2);
    const [score] = found.task.scores;
    expect(score?.num_tokens).toBe(found.prompt.length);
    expect(score?.sum_log_probs).toBeCloseTo(found.prompt.reduce((sum, [, logprob]) => sum + logprob, 0), 6);
  });
});
