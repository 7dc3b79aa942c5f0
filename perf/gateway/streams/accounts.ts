/** @module Compares what clients got with what the ledger says, to the token. */
import { type Line, tell, toLine } from "../../common/results.ts";
import { nameOf, type Received } from "../server/asking.ts";
import type { Row } from "../server/rows.ts";

export type Accounts = {
  readonly received: readonly Received[];
  readonly rows: readonly Row[];
  /** By request, what the server had counted when it handed the last piece on. */
  readonly handedOn: ReadonlyMap<string, number>;
  /** Of the server's metrics: all generated tokens. */
  readonly counted: number;
};

type Pair = { readonly got: Received; readonly row: Row | undefined };

export function compareAccounts({ received, rows, handedOn, counted }: Accounts): Line[] {
  const bySent = Map.groupBy(rows, ({ requestId }) => requestId.slice(0, requestId.lastIndexOf(".")));
  const pairs = received.map((got): Pair => ({ got, row: bySent.get(got.id)?.[0] }));
  const whole = pairs.filter(({ got }) => isFine(got));
  const dropped = pairs.filter(({ got, row }) => got.isDropped && row !== undefined);
  const early = pairs.filter(({ got, row }) => got.isDropped && row === undefined);
  const ledger = sum(rows.map(({ settlement }) => settlement?.usage.generatedTokens ?? 0));
  return [
    toLine("requests that ended otherwise than by [DONE] or by the client's going", received.length, "none", received.filter((got) => !isFine(got) && !got.isDropped).map(describeFailure)),
    toLine("streams read to their end: tokens got = usage in the stream = ledger; prompt and charge too", whole.length, `${showTokens(whole)}, equal to the token`, whole.flatMap(checkWhole)),
    toLine("streams dropped by the client: settled once, ledger = what the server had handed on", dropped.length, describeDropped(dropped), dropped.flatMap((pair) => checkDropped(pair, handedOn))),
    toLine("every answer that began has its one row, every row a request, and every row is settled", rows.length, "none is missing, double or open", [...pairs.flatMap(checkRow), ...checkRows(bySent, received)]),
    toLine("sum over the ledger = `premise_tokens_total{kind=\"generated\"}` = last counts before handing on", rows.length, `${ledger.toLocaleString("en")} tokens in all three`, checkSums(rows, handedOn, { ledger, counted })),
    tell("dropped before the answer began, and before the ledger knew of them", early.length, `of ${received.length} requests ${received.filter(({ isDropped }) => isDropped).length} were dropped`),
  ];
}

function isFine({ isWhole, isDropped, status, error, sawDone }: Received): boolean {
  return isWhole && !isDropped && status === 200 && error === null && sawDone;
}

function describeFailure(got: Received): string {
  return `${nameOf(got)}: status ${got.status ?? "none"}, ${got.error ?? got.broken ?? "ended early"} after ${got.seconds.toFixed(1)} s and ${got.tokens} tokens`;
}

function checkWhole({ got, row }: Pair): string[] {
  const settlement = row?.settlement;
  if (settlement === undefined || settlement === null) return [];
  const { usage: { generatedTokens, promptTokens }, charge, outcome } = settlement;
  const isSame = outcome === "done" && generatedTokens === got.tokens && got.told === got.tokens && promptTokens === got.promptTokens && charge.tokens === promptTokens + generatedTokens;
  return isSame ? [] : [`${nameOf(got)}: got ${got.tokens} (told ${got.told}), ledger ${generatedTokens}, ${outcome}; prompt ${got.promptTokens} against ${promptTokens}, charged ${charge.tokens}`];
}

/** One that was handed on whole before the server could notice is `done`. */
function checkDropped({ got, row }: Pair, handedOn: ReadonlyMap<string, number>): string[] {
  const settlement = row?.settlement;
  if (settlement === undefined || settlement === null) return [];
  const { usage: { generatedTokens, promptTokens }, charge, outcome } = settlement;
  const given = handedOn.get(row?.requestId ?? "") ?? 0;
  const isSame = (outcome === "gone" || outcome === "done") && generatedTokens === given && generatedTokens >= got.tokens && charge.tokens === promptTokens + generatedTokens;
  return isSame ? [] : [`${nameOf(got)}: ${outcome}, got ${got.tokens}, handed on ${given}, ledger ${generatedTokens}, charged ${charge.tokens} with ${promptTokens} of prompt`];
}

function describeDropped(dropped: readonly Pair[]): string {
  const ledger = sum(dropped.map(({ row }) => row?.settlement?.usage.generatedTokens ?? 0));
  const done = dropped.filter(({ row }) => row?.settlement?.outcome === "done").length;
  return `${ledger.toLocaleString("en")} tokens handed on, ${showTokens(dropped)} of them got by the client${done === 0 ? "; all `gone`" : `; ${done} \`done\`: they had been handed on whole`}`;
}

function checkRow({ got, row }: Pair): string[] {
  if (row === undefined) return got.isDropped && got.status === null ? [] : [`${nameOf(got)} has no row`];
  if (row.settlement === null) return [`${nameOf(got)} is still open`];
  return got.requestId === null || got.requestId === row.requestId ? [] : [`${nameOf(got)} is ${row.requestId} in the ledger`];
}

function checkRows(bySent: ReadonlyMap<string, readonly Row[]>, received: readonly Received[]): string[] {
  const sent = new Set(received.map(({ id }) => id));
  return [...bySent].flatMap(([id, rows]) => [...(rows.length > 1 ? [`${id} has ${rows.length} rows`] : []), ...(sent.has(id) ? [] : [`${id} was never sent`])]);
}

function checkSums(rows: readonly Row[], handedOn: ReadonlyMap<string, number>, { ledger, counted }: { readonly ledger: number; readonly counted: number }): string[] {
  const given = sum([...handedOn.values()]);
  const different = rows.filter(({ requestId, settlement }) => (settlement?.usage.generatedTokens ?? 0) !== (handedOn.get(requestId) ?? 0)).map(({ requestId, settlement }) => `${requestId} (${settlement?.outcome ?? "open"}): ${settlement?.usage.generatedTokens ?? 0}, handed on ${handedOn.get(requestId) ?? 0}`);
  return ledger === counted && ledger === given ? different : [`ledger ${ledger}, metrics ${counted}, handed on ${given}`, ...different];
}

function showTokens(pairs: readonly Pair[]): string {
  return `${sum(pairs.map(({ got }) => got.tokens)).toLocaleString("en")} tokens`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
