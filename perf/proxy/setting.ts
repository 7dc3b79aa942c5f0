/** @module What every arm is given, and what it is. */
import type { Environment } from "../../src/config/environment.ts";
import type { Places } from "./places.ts";

export const seed = 20261126;
/** At one time open and busy, each trial with one of these. */
export const connectionCounts = [1, 64] as const;
export type Connections = (typeof connectionCounts)[number];

export type Setting = {
  readonly env: Environment;
  readonly places: Places;
  /** Of this run alone: configuration, data, logs. */
  readonly folder: string;
};

/** One way to the upstream. */
export type Arm = {
  readonly id: string;
  readonly title: string;
  /** What runs and with which settings, for the page: Markdown. */
  readonly method: string;
  /** Resolves when it answers. `upstream`: origin of the server behind it, which is there already unless this arm is it. */
  readonly start: (setting: Setting, upstream: string) => Promise<RunningArm>;
};

export type RunningArm = AsyncDisposable & {
  readonly version: string;
  readonly origin: string;
  /** Beside the content type. */
  readonly headers: Readonly<Record<string, string>>;
  /** As this arm calls the model. */
  readonly model: string;
  /** Processor time of all its processes so far. */
  readonly cpuSeconds: () => number;
};

export const chatPath = "/v1/chat/completions";

/** The request, the same for all but the model's name. */
export function createRequest(model: string): string {
  return JSON.stringify({
    model,
    messages: [
      { role: "system", content: "You answer questions about nature in one or two plain sentences, as a careful teacher would." },
      { role: "user", content: "Which gas do plants take in through their leaves, and which one do they give off in daylight?" },
    ],
    max_tokens: 64,
    temperature: 0.7,
  });
}

/** Stands in the upstream's answer, so that a wrong answer is seen. */
export const answerText = "Plants take in carbon dioxide through small openings in their leaves, and in daylight they give off oxygen.";

export const answer = JSON.stringify({
  id: "chatcmpl-Cf0Yq3nVb8mXk2Rt7LwZs5Ua",
  object: "chat.completion",
  created: 1790000000,
  model: "bench",
  choices: [{ index: 0, message: { role: "assistant", content: answerText, refusal: null }, logprobs: null, finish_reason: "stop" }],
  usage: { prompt_tokens: 52, completion_tokens: 21, total_tokens: 73 },
  system_fingerprint: "fp_bench",
});
