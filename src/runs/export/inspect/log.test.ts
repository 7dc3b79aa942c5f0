import { describe, expect, it } from "vitest";
import { createReasonRecord } from "../../../../test/doubles/reason-record.ts";
import { createRecord } from "../../step.ts";
import { toInspectJson } from "./json.ts";
import { toInspectLog } from "./log.ts";
import { toUsage } from "./usage.ts";

const record = createReasonRecord();

/** The one difference from JSON is the bare NaN of a score. */
function parse(text: string): { status: string; samples: { events: { event: string; metadata: { step: string } }[]; scores: object; messages: { role: string; content: string }[] }[] } {
  return JSON.parse(text.replaceAll('"value":NaN', '"value":"unscored"')) as ReturnType<typeof parse>;
}

describe("toInspectLog", () => {
  it("has the members of EvalLog in its order, and leaves out what has no value", () => {
    const text = toInspectLog(record);
    expect(Object.keys(parse(text))).toEqual(["version", "status", "eval", "plan", "results", "stats", "invalidated", "tags", "metadata", "samples"]);
    expect(text).not.toContain(":null");
    expect(Object.keys(parse(toInspectLog({ ...record, status: "failed" })))).toContain("error");
  });

  it("never makes a number of what was not measured", () => {
    const early = createRecord(record.header, record.steps.slice(0, 3), "interrupted");
    expect(parse(toInspectLog(early)).samples[0]?.scores).toEqual({
      author_is_ai: { value: "unscored", explanation: expect.stringContaining("Too few tokens") as string, reason: "cannot-measure/too-few-tokens" },
      ai_in_world: { value: "unscored", explanation: expect.any(String) as string, reason: "cannot-measure/too-few-tokens" },
    });
    expect(toInspectLog(createRecord(record.header, [], "running"))).toContain('"model_usage":{}');
  });

  it("keeps refused drafts as events, and only what was kept as messages", () => {
    const { events, messages } = parse(toInspectLog(record)).samples[0]!;
    expect(new Set(events.slice(1).map(({ metadata }) => metadata.step))).toEqual(new Set(record.steps.map(({ id }) => id)));
    expect(messages.map(({ content }) => content).join()).not.toContain("As a language model");
  });
});

it("counts tokens that were only scored as input, and no money of another currency", () => {
  const cost = { ...record.cost, promptTokens: 100, cachedTokens: 60, scoredTokens: 7, generatedTokens: 5, money: { amount: 2, currency: "EUR" } };
  expect(toUsage(cost)).toEqual({ input_tokens: 47, output_tokens: 5, total_tokens: 112, input_tokens_cache_read: 60, total_cost: null });
  expect(toUsage({ ...cost, money: { amount: 2, currency: "USD" } })?.total_cost).toBe(2);
  expect(toUsage(record.steps[0]!.cost)).toBeNull();
});

it("writes numbers that are not finite as Python does, and texts that look like them as texts", () => {
  expect(toInspectJson({ a: NaN, b: [Infinity, null, undefined], c: -Infinity, d: "NaN", e: null, f: undefined, "\u2028": true })).toBe('{"a":NaN,"b":[Infinity,null,null],"c":-Infinity,"d":"NaN","\u2028":true}');
});
