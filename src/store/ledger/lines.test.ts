import fc from "fast-check";
import { expect, it } from "vitest";
import { ZodError } from "zod";
import type { RequestOutcome } from "../store.ts";
import { formatOpening, formatProgress, formatSettlement, parseLine } from "./lines.ts";

const amount = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const text = fc.string({ unit: "binary" }).map((each) => each.toWellFormed());
const usage = fc.record({ promptTokens: amount, cachedTokens: amount, scoredTokens: amount, generatedTokens: amount });
const charge = fc.record({ requests: amount, tokens: amount, micros: amount });
const opening = fc.record({ requestId: text, keyId: fc.option(text), route: text, model: fc.option(text), streamed: fc.boolean(), openedAt: text, hold: charge });
const outcome = fc.constantFrom<RequestOutcome>("done", "failed", "gone", "stopped", "lost");
const settlement = fc.record({ requestId: text, settledAt: text, outcome, status: fc.option(fc.nat()), usage, charge, exact: fc.boolean() });
const throughText = (line: unknown) => parseLine(JSON.parse(JSON.stringify(line)));

it("gives back what was written", () => {
  fc.assert(
    fc.property(opening, usage, settlement, (begun, used, ended) => {
      expect(throughText(formatOpening(begun))).toEqual({ kind: "opening", opening: begun });
      expect(throughText(formatProgress(begun.requestId, used))).toEqual({ kind: "progress", requestId: begun.requestId, usage: used });
      expect(throughText(formatSettlement(ended))).toEqual({ kind: "settlement", settlement: ended });
    }),
  );
});

it("refuses what is no line, and amounts that are none", () => {
  const good = formatProgress("r", { promptTokens: 1, cachedTokens: 0, scoredTokens: 0, generatedTokens: 2 }) as unknown[];
  const bad = [null, 1, "o", [], ["x"], {}, ["p", "r"], [...good, 1], good.with(2, -1), good.with(2, 1.5), good.with(2, null), good.with(1, 7)];
  for (const value of bad) expect(() => parseLine(value), JSON.stringify(value)).toThrow(ZodError);
});
