/** @module Asks for the log-probabilities of prompts, in each way that servers know. */
import type { Client } from "../transport/client.ts";
import { invalidAnswer } from "../transport/failure.ts";
import { completionSchema, readPrompt, readTokens, type WireChoice, type WireCompletion, type WireToken } from "./completion.ts";
import { parseAnswer } from "./parse.ts";

export const completionsPath = "/v1/completions";

/** One way to ask. */
export type ScoreWay = {
  readonly dialect: "echo" | "prompt-logprobs";
  /** What the server must at least generate beside. */
  readonly maxTokens: 0 | 1;
  /** Whether vLLM's further fields are sent, which strict servers refuse. */
  readonly extras: boolean;
  /** `text`: the server takes no token ids, so their text is sent. */
  readonly prompt: "ids" | "text";
};

/** What came back for one prompt. */
export type WireScore = {
  /** One for each token of the prompt, and of what was generated, if the server keeps to the form. Null: the answer has no log-probabilities of the prompt. */
  readonly tokens: readonly WireToken[] | null;
  /** Tokens of all prompts of this answer, as the server counts them. */
  readonly promptTokens: number | null;
};

/** A prompt, and its text where the way sends that. */
export type WirePrompt = { readonly ids: readonly number[]; readonly text: string | null };

/** Scores prompts in one request, `top` likeliest tokens beside. @throws PremiseError `remote/...` also when the choices are not as many as the prompts. */
export async function askScores(client: Client, model: string, way: ScoreWay, prompts: readonly WirePrompt[], top: number, signal?: AbortSignal): Promise<WireScore[]> {
  const body = { model, prompt: toPrompt(way, prompts), max_tokens: way.maxTokens, temperature: 0, ...scoreFields(way, top) };
  const answer = parseAnswer(completionSchema, await client.ask({ method: "POST", path: completionsPath, body }, signal), client.place, completionsPath);
  const choices = answer.choices.toSorted((a, b) => a.index - b.index);
  if (choices.length !== prompts.length) throw invalidAnswer(client.place, completionsPath, `${choices.length} choices for ${prompts.length} prompts`);
  return choices.map((choice, i) => ({ tokens: readScore(way, choice, prompts[i]?.ids ?? []), promptTokens: countPrompt(answer) }));
}

function toPrompt(way: ScoreWay, prompts: readonly WirePrompt[]): unknown {
  const all = prompts.map(({ ids, text }) => (way.prompt === "ids" ? ids : (text ?? "")));
  return all.length === 1 ? all[0] : all;
}

function scoreFields({ dialect, extras }: ScoreWay, top: number): Record<string, unknown> {
  const further = extras ? { add_special_tokens: false, return_tokens_as_token_ids: true } : {};
  // One likeliest token at least: with 0, some servers leave all log-probabilities out.
  return dialect === "echo" ? { echo: true, logprobs: Math.max(1, top), ...further } : { prompt_logprobs: Math.max(1, top), ...further };
}

function readScore(way: ScoreWay, choice: WireChoice, ids: readonly number[]): readonly WireToken[] | null {
  if (way.dialect === "prompt-logprobs") return readPrompt(choice, ids);
  const tokens = readTokens(choice);
  // llama.cpp's server generates a token even where none is asked for, and tells of that one alone.
  return tokens.length <= 1 && ids.length > 1 ? null : tokens;
}

function countPrompt({ usage }: WireCompletion): number | null {
  return usage?.prompt_tokens ?? null;
}
