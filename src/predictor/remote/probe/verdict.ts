/** @module What probing a server found out: whether its scores and its samples can be trusted, and how to ask for them. */
import { z } from "zod";

/** Each way in which a server's scores were found wrong. */
export const scoringLies = [
  "not-offered",
  "echo-dropped",
  "bos-added",
  "wrong-counts",
  "other-tokens",
  "top-k-only",
  "not-natural-log",
  "unsteady",
  "batch-differs",
  "one-position-off",
  "misaligned",
] as const;
export type ScoringLie = (typeof scoringLies)[number];

export const samplingLies = ["not-offered", "no-logprobs", "no-ids", "not-natural-log", "draws-differ"] as const;
export type SamplingLie = (typeof samplingLies)[number];

const way = z.strictObject({ dialect: z.enum(["echo", "prompt-logprobs"]), maxTokens: z.union([z.literal(0), z.literal(1)]), extras: z.boolean(), prompt: z.enum(["ids", "text"]) });
const count = z.int().nonnegative();

const scoring = z.discriminatedUnion("trusted", [
  z.strictObject({
    trusted: z.literal(true),
    way,
    /** Whether several prompts go into one request. */
    batches: z.boolean(),
    /** How many likely tokens it names at most, as far as we looked. */
    topLimit: count,
    /** Largest difference in nats between a text's two sums, and of how many texts. */
    determinism: z.strictObject({ value: z.number().nonnegative(), n: count }),
  }),
  z.strictObject({ trusted: z.literal(false), verdict: z.enum(scoringLies), problem: z.string() }),
]);

const sampling = z.discriminatedUnion("trusted", [
  z.strictObject({
    trusted: z.literal(true),
    prompt: z.enum(["ids", "text", "messages"]),
    extras: z.boolean(),
    topLimit: count,
    /** Which settings it was seen to obey. */
    obeys: z.strictObject({ temperature0: z.boolean(), topK: z.boolean(), topP: z.boolean(), minP: z.boolean(), seed: z.boolean() }),
  }),
  z.strictObject({ trusted: z.literal(false), verdict: z.enum(samplingLies), problem: z.string() }),
]);

export const verdictSchema = z.strictObject({ scoring, sampling });

export type ScoringVerdict = z.output<typeof scoring>;
export type TrustedScoring = Extract<ScoringVerdict, { trusted: true }>;
export type SamplingVerdict = z.output<typeof sampling>;
export type TrustedSampling = Extract<SamplingVerdict, { trusted: true }>;
export type Verdict = { readonly scoring: ScoringVerdict; readonly sampling: SamplingVerdict };

export function distrustScores(verdict: ScoringLie, problem: string): ScoringVerdict {
  return { trusted: false, verdict, problem };
}

export function distrustSamples(verdict: SamplingLie, problem: string): SamplingVerdict {
  return { trusted: false, verdict, problem };
}
