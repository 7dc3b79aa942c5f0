/** @module Requests drawn by seed: texts of every length, completions and chats, some with several samples, log-probabilities or stop texts. */
import type { Random } from "../../../src/random/seeded.ts";
import { makeWords } from "../../engine/texts.ts";
import type { Asked } from "./asking.ts";

export type Kind = { readonly model: string; readonly mayChat: boolean; readonly mostTokens: number; readonly streamed: boolean };

/** With `most`, as many tokens as can be drawn for it. A chat asks for log-probabilities, since only these tell its tokens. */
export function drawRequest(random: Random, id: string, { model, mayChat, mostTokens, streamed }: Kind): { readonly asked: Asked; readonly most: number } {
  const [isChat, limit, n] = [mayChat && random.below(2) === 0, 1 + random.below(mostTokens), random.below(4) === 0 ? 2 : 1];
  const text = makeWords(random.below(1_000_000), 3 + random.below(30));
  const common = { model, n, seed: random.below(2 ** 32), stream: streamed, ...(streamed ? { stream_options: { include_usage: true } } : {}) };
  const most = limit * n;
  if (isChat) return { most, asked: { id, path: "/v1/chat/completions", body: { ...common, messages: [{ role: "user", content: text }], max_completion_tokens: limit, logprobs: true, top_logprobs: random.below(3) } } };
  const extra = [{}, { logprobs: random.below(4) }, { stop: [" the"] }][random.below(3)] ?? {};
  return { most, asked: { id, path: "/v1/completions", body: { ...common, prompt: text, max_tokens: limit, return_token_ids: true, ...extra } } };
}
