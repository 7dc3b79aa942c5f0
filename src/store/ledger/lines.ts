/** @module The lines of the ledger's journal: short arrays, since there is one for each piece of a streamed answer. */
import { z } from "zod";
import type { Opening, Settlement, Usage } from "../store.ts";

/** Whose owner is the journal's. */
export type JournalledOpening = Omit<Opening, "owner" | "admitted">;

export type Line =
  | { readonly kind: "opening"; readonly opening: JournalledOpening }
  | { readonly kind: "progress"; readonly requestId: string; readonly usage: Usage }
  | { readonly kind: "settlement"; readonly settlement: Settlement };

const amount = z.int().nonnegative();
const usage = [amount, amount, amount, amount] as const;
const charge = [amount, amount, amount] as const;
const outcome = z.enum(["done", "failed", "gone", "stopped", "lost"]);
const opening = z.tuple([z.literal("o"), z.string(), z.string().nullable(), z.string(), z.string().nullable(), z.boolean(), z.string(), ...charge]);
const progress = z.tuple([z.literal("p"), z.string(), ...usage]);
const settlement = z.tuple([z.literal("s"), z.string(), z.string(), outcome, z.number().nullable(), z.boolean(), ...usage, ...charge]);

export function formatOpening({ requestId, keyId, route, model, streamed, openedAt, hold }: JournalledOpening): unknown {
  return ["o", requestId, keyId, route, model, streamed, openedAt, hold.requests, hold.tokens, hold.micros] satisfies z.infer<typeof opening>;
}

export function formatProgress(requestId: string, { promptTokens, cachedTokens, scoredTokens, generatedTokens }: Usage): unknown {
  return ["p", requestId, promptTokens, cachedTokens, scoredTokens, generatedTokens] satisfies z.infer<typeof progress>;
}

export function formatSettlement({ requestId, settledAt, outcome: how, status, exact, usage: of, charge: due }: Settlement): unknown {
  const tokens = [of.promptTokens, of.cachedTokens, of.scoredTokens, of.generatedTokens] as const;
  return ["s", requestId, settledAt, how, status, exact, ...tokens, due.requests, due.tokens, due.micros] satisfies z.infer<typeof settlement>;
}

/** @throws ZodError for what is no line. */
export function parseLine(value: unknown): Line {
  const kind: unknown = Array.isArray(value) ? value[0] : null;
  if (kind === "o") return toOpening(opening.parse(value));
  if (kind === "p") return toProgress(progress.parse(value));
  return toSettlement(settlement.parse(value));
}

function toOpening([, requestId, keyId, route, model, streamed, openedAt, requests, tokens, micros]: z.infer<typeof opening>): Line {
  return { kind: "opening", opening: { requestId, keyId, route, model, streamed, openedAt, hold: { requests, tokens, micros } } };
}

function toProgress([, requestId, ...tokens]: z.infer<typeof progress>): Line {
  return { kind: "progress", requestId, usage: toUsage(tokens) };
}

function toSettlement([, requestId, settledAt, how, status, exact, ...amounts]: z.infer<typeof settlement>): Line {
  const [prompt, cached, scored, generated, requests, tokens, micros] = amounts;
  return { kind: "settlement", settlement: { requestId, settledAt, outcome: how, status, exact, usage: toUsage([prompt, cached, scored, generated]), charge: { requests, tokens, micros } } };
}

function toUsage([promptTokens, cachedTokens, scoredTokens, generatedTokens]: readonly [number, number, number, number]): Usage {
  return { promptTokens, cachedTokens, scoredTokens, generatedTokens };
}
