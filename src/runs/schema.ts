/** @module The shape of what a run keeps. What is recorded is held to it as much as what is read, so that whatever was taken can be read. */
import { z } from "zod";

const amount = z.number().nonnegative();
const cost = z.strictObject({
  promptTokens: amount, cachedTokens: amount, scoredTokens: amount, generatedTokens: amount, calls: amount, seconds: amount,
  peakBytes: amount.nullable(),
  money: z.strictObject({ amount: z.number(), currency: z.string() }).nullable(),
});
const members = z.record(z.string(), z.unknown());

export const stepSchema = z.strictObject({
  id: z.string(), parent: z.string().nullable(), kind: z.string(), input: z.unknown(), output: z.unknown(),
  credences: members.nullable(), verdict: members.nullable(), cost, seed: z.number().nullable(), fingerprint: z.string().nullable(),
});
const header = z.strictObject({ id: z.string(), kind: z.string(), startedAt: z.string(), title: z.string(), version: z.string() });

/** A line of a run's file. */
export const lineSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("header"), header, writer: z.strictObject({ pid: z.number(), host: z.string() }) }),
  z.strictObject({ type: z.literal("step"), step: stepSchema }),
  z.strictObject({ type: z.literal("end"), status: z.enum(["done", "failed", "interrupted"]), steps: amount, last: z.string().nullable() }),
]);
