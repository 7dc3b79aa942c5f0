/** @module What must be in the ledger after a kill, from what the clients had received before it. */
import { nameOf, type Received } from "../server/asking.ts";
import type { Row } from "../server/rows.ts";

export type Reckoning = {
  /** Answers that came whole, and their tokens. */
  readonly whole: number;
  readonly wholeTokens: number;
  /** Answers that had begun, and what had come of them. */
  readonly cut: number;
  readonly cutTokens: number;
  readonly lostTokens: number;
  /** Of the cut ones those that are settled `done`: all of it was made, and its end did not come through any more. */
  readonly cutButDone: number;
  /** Of the cut ones those whose client had seen [DONE] already. */
  readonly cutAfterDone: number;
  /** Requests whose answer had not begun, with and without a row. */
  readonly unanswered: number;
  readonly unansweredRows: number;
  readonly problems: readonly string[];
};

/** `rows` are those of the round, `received` all that its clients had sent. */
export function reckon(received: readonly Received[], rows: readonly Row[]): Reckoning {
  const bySent = Map.groupBy(rows, ({ requestId }) => requestId.slice(0, requestId.lastIndexOf(".")));
  const pairs = received.map((got) => ({ got, rows: bySent.get(got.id) ?? [] }));
  const whole = pairs.filter(({ got }) => got.isWhole);
  const cut = pairs.filter(({ got }) => !got.isWhole && got.status !== null);
  const unanswered = pairs.filter(({ got }) => got.status === null);
  const sent = new Set(received.map(({ id }) => id));
  return {
    whole: whole.length,
    wholeTokens: sum(whole.map(({ got }) => got.tokens)),
    cut: cut.length,
    cutTokens: sum(cut.map(({ got }) => got.tokens)),
    lostTokens: sum(cut.map(({ rows: [row] }) => row?.settlement?.usage.generatedTokens ?? 0)),
    cutButDone: cut.filter(({ rows: [row] }) => row?.settlement?.outcome === "done").length,
    cutAfterDone: cut.filter(({ got }) => got.sawDone).length,
    unanswered: unanswered.length,
    unansweredRows: unanswered.filter(({ rows: own }) => own.length > 0).length,
    problems: [
      ...whole.flatMap(({ got, rows: own }) => checkWhole(got, own)),
      ...cut.flatMap(({ got, rows: own }) => checkCut(got, own)),
      ...pairs.filter(({ rows: own }) => own.length > 1).map(({ got, rows: own }) => `${nameOf(got)} has ${own.length} rows`),
      ...rows.filter(({ settlement }) => settlement === null).map(({ requestId }) => `${requestId} is open`),
      ...rows.filter(({ requestId }) => !sent.has(requestId.slice(0, requestId.lastIndexOf(".")))).map(({ requestId }) => `${requestId} was never sent`),
      ...rows.flatMap(checkCharge),
    ],
  };
}

function checkWhole(got: Received, [row]: readonly Row[]): string[] {
  if (got.status !== 200 || got.error !== null) return [`${nameOf(got)} was answered ${got.status} (${got.error ?? "no error told"})`];
  if (row === undefined) return [`${nameOf(got)} came whole and has no row`];
  const { settlement, requestId } = row;
  const isSame = requestId === got.requestId && settlement?.outcome === "done" && settlement.usage.generatedTokens === got.tokens && got.told === got.tokens;
  return isSame ? [] : [`${nameOf(got)} came whole with ${got.tokens} tokens; ledger: ${settlement?.outcome ?? "open"} with ${settlement?.usage.generatedTokens ?? "none"}`];
}

function checkCut(got: Received, [row]: readonly Row[]): string[] {
  if (row === undefined) return [`${nameOf(got)} had begun and has no row`];
  const outcome = row.settlement?.outcome;
  const generated = row.settlement?.usage.generatedTokens ?? -1;
  return (outcome === "lost" || outcome === "done") && generated >= got.tokens ? [] : [`${nameOf(got)} had got ${got.tokens} tokens; ledger: ${outcome ?? "open"} with ${generated}`];
}

function checkCharge({ requestId, settlement }: Row): string[] {
  if (settlement === null) return [];
  const { usage: { promptTokens, scoredTokens, generatedTokens }, charge, outcome } = settlement;
  const isFine = charge.tokens === promptTokens + generatedTokens + (outcome === "lost" ? scoredTokens : 0);
  return isFine ? [] : [`${requestId} (${outcome}) is charged ${charge.tokens} tokens for ${promptTokens} + ${generatedTokens}`];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
