import { beforeEach, describe, expect, it } from "vitest";
import { base, chat } from "./harness/gateway.ts";
import { runPython, scoreText } from "./harness/run.ts";
import { useGateway } from "./harness/use-gateway.ts";

const timeout = 300_000;
const text = "The tide follows the moon, because “water” is pulled: 😀 and so on.";

type Usage = { prompt_tokens: number; completion_tokens: number; total_tokens: number };
type Premise = { disclosure: string; credences: { authorIsAi: { kind: string } } };
type Failure = { class: string; status: number; code: string; param: string | null; message: string } | null;
type Session = {
  models: string[];
  score: { header: string; text: string; logprobs: (number | null)[]; tokens: string[]; offsets: number[]; usage: Usage; premise: Premise };
  batch: { indexes: number[]; texts: string[]; usage: Usage }[];
  whole: string;
  stream: { text: string; count: number; reasons: string[]; usage: Usage; premise: Premise };
  stop: { word: string; text: string; reason: string };
  talk: { text: string; premise: Premise; usage: Usage; logprobs: [string, number, number[]][]; streamed: string; streamedPremise: (Premise | null)[]; streamedUsage: Usage };
  together: (number | null)[][];
  errors: Record<"unknown" | "long" | "wrong" | "unsupported", Failure>;
};

describe("openai for Python", () => {
  const gateway = useGateway();
  let session: Promise<Session> | null = null;
  let found: Session;

  beforeEach(async (context) => {
    const { url } = gateway(context);
    found = await (session ??= runPython<Session>("test/clients/programs/openai_session.py", [`${url}/v1`, base, chat, text]));
  }, timeout);

  it("lists the models", () => expect(found.models).toEqual([base, chat]));

  it("scores a prompt as `premise score` does", { timeout }, async () => {
    const own = await scoreText(base, text);
    expect(own.length).toBeGreaterThan(10);
    expect(found.score.logprobs).toHaveLength(own.length);
    // As OpenAI has it: nothing is said of the first position, though BOS stood before it.
    expect(found.score.logprobs[0]).toBeNull();
    for (const [i, logprob] of own.entries()) if (i > 0) expect(found.score.logprobs[i]).toBeCloseTo(logprob as number, 6);
  });

  it("gets the prompt back in pieces whose offsets count code points", () => {
    const { tokens, offsets } = found.score;
    expect(found.score.text).toBe(text);
    expect(offsets[0]).toBe(0);
    const points = [...text];
    for (const [i, offset] of offsets.entries()) {
      if (!(tokens[i] as string).includes("\u{FFFD}")) expect(points.slice(offset, offset + [...(tokens[i] as string)].length).join("")).toBe(tokens[i]);
    }
  });

  it("is told what it reads: header, answer, first chunk of a stream", () => {
    expect(found.score.header).toMatch(/^mode=machine-generated, model="gemma-3-270m", provider="premise", date=@\d+$/);
    expect(found.score.premise).toMatchObject({ disclosure: expect.stringContaining("Machine-generated"), credences: { authorIsAi: { kind: "cannot-measure" } } });
    expect(found.stream.premise).toMatchObject({ disclosure: expect.stringContaining(base) });
    expect(found.talk.premise).toMatchObject({ disclosure: expect.stringContaining(chat) });
    expect(found.talk.streamedPremise[0]).toEqual(found.talk.premise);
    expect(found.talk.streamedPremise.slice(1).every((each) => each === null)).toBe(true);
  });

  it("counts tokens", () => {
    for (const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } of [found.score.usage, found.batch[0]?.usage as Usage, found.stream.usage, found.talk.usage]) expect(total).toBe(prompt + completion);
    expect(found.score.usage).toMatchObject({ prompt_tokens: found.score.tokens.length + 1, completion_tokens: 0 });
    expect(found.batch[0]?.usage).toMatchObject({ prompt_tokens: 6, completion_tokens: 20 });
    expect(found.stream.usage.completion_tokens).toBe(12);
    expect(found.talk.streamedUsage).toMatchObject({ prompt_tokens: found.talk.usage.prompt_tokens, completion_tokens: found.talk.usage.completion_tokens });
  });

  it("gets prompts and samples in order, and with the same seed the same", () => {
    expect(found.batch[0]?.indexes).toEqual([0, 1, 2, 3]);
    expect(new Set(found.batch[0]?.texts).size).toBe(4);
    expect(found.batch[1]?.texts).toEqual(found.batch[0]?.texts);
  });

  it("streams the text that it gets whole", () => {
    expect(found.whole.length).toBeGreaterThan(5);
    expect(found.stream).toMatchObject({ text: found.whole, reasons: ["length"] });
    expect(found.stream.count).toBeGreaterThan(3);
    expect(found.talk.streamed).toBe(found.talk.text);
    expect(found.talk.text.length).toBeGreaterThan(5);
  });

  it("stops before the text that was asked for", () => {
    expect(found.stop.reason).toBe("stop");
    expect(found.stop.text).toBe(found.whole.slice(0, found.whole.indexOf(found.stop.word)));
  });

  it("gets log-probabilities of a chat's answer, the greedy choice first", () => {
    expect(found.talk.logprobs.map(([token]) => token).join("")).toBe(found.talk.text);
    for (const [, logprob, top] of found.talk.logprobs) expect(top).toSatisfy((each: number[]) => each.length === 2 && each[0] === logprob && (each[1] as number) <= logprob);
  });

  it("scores eight at once as it scores one", () => {
    expect(found.together).toHaveLength(8);
    for (const logprobs of found.together) expect(logprobs).toEqual(found.score.logprobs);
  });

  it("raises OpenAI's classes", () => {
    expect(found.errors.unknown).toMatchObject({ class: "NotFoundError", status: 404, code: "model_not_found", message: expect.stringContaining("nobody") });
    expect(found.errors.long).toMatchObject({ class: "BadRequestError", status: 400, code: "context_length_exceeded" });
    expect(found.errors.wrong).toMatchObject({ class: "BadRequestError", status: 400, param: "temperature" });
    expect(found.errors.unsupported).toMatchObject({ class: "BadRequestError", status: 400, param: "presence_penalty" });
  });
});
