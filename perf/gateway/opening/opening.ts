/** @module Does the model answer while the store still opens, and is what it answered in the ledger afterwards? */
import { Agent } from "node:http";
import { join } from "node:path";
import { type Line, toLine } from "../../common/results.ts";
import { ask, type Received } from "../server/asking.ts";
import { findRow, makeKey, readRows } from "../server/rows.ts";
import { GatewayServer, type ServerOptions } from "../server/server.ts";
import { requireGoing } from "../../common/parts.ts";
import { type GatewayPart, type Setting, smallModel, toyModel } from "../setting.ts";

const models = [toyModel, smallModel];
/** Of the right form, and nobody's. */
const unknownKey = `premise_${"0".repeat(12)}_${"A".repeat(43)}`;

export const opening: GatewayPart = {
  id: "opening",
  title: "A store that still opens",
  method: [
    "A fresh data directory, whose database is made while the server listens already. At once three things are asked: a completion without a key; a completion under a key that nobody has, which only the store can tell; the list of keys, which is answered when the store is open. The completion must come first, `premise_ledger_waiting` then must still be above 0, and its row must be in the ledger afterwards; the key must be refused, after waiting.",
    "Then three keys are made (a good one, one with a budget of 0 requests, one that is revoked), the server is stopped and started again, and a request under each is sent as soon as it listens: they must be answered 200, 429 and 401.",
  ].join("\n\n"),
  describeSize: ({ repetitions }) => `${repetitions} repetitions for each of ${models.length} models`,
  run,
};

type Timed = { readonly got: Received; readonly at: number };
type First = { readonly answer: Timed; readonly refused: Timed; readonly openAt: number; readonly waiting: number; readonly problems: string[] };
type Again = { readonly openAt: number; readonly slowest: number; readonly problems: string[] };

async function run(setting: Setting): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [m, model] of models.entries()) {
    const [firsts, agains]: [First[], Again[]] = [[], []];
    for (let i = 0; i < setting.repetitions; i++) {
      requireGoing(setting);
      const options = { directory: join(setting.folder, `${model}-${i}`), models: [model], env: { ...setting.io.env, DATABASE_URL: "" } };
      const { first, keys } = await openFirst(options);
      firsts.push(first);
      agains.push(await openAgain(options, keys));
      setting.progress(m * setting.repetitions + i + 1, models.length * setting.repetitions);
    }
    lines.push(...describe(model, firsts, agains));
  }
  return lines;
}

type Keys = Readonly<Record<"good" | "empty" | "revoked", string>>;

async function openFirst(options: ServerOptions): Promise<{ readonly first: First; readonly keys: Keys }> {
  await using server = await GatewayServer.start(options);
  const opened = server.manage("/premise/v1/keys").then(() => performance.now());
  const refusing = timeRequest(server, options.models[0], "refused", unknownKey);
  const answer = await timeRequest(server, options.models[0], "answered");
  const waiting = (await server.readMetric("premise_ledger_waiting")).get("") ?? Number.NaN;
  const [openAt, refused] = [await opened, await refusing];
  const [row] = findRow(await readRows(server), "answered");
  const isThere = row?.settlement?.outcome === "done" && row.settlement.usage.generatedTokens === answer.got.tokens && row.requestId === answer.got.requestId;
  const problems = isThere ? [] : [`its row: ${JSON.stringify(row?.settlement ?? null)}, got ${answer.got.tokens} tokens`];
  const keys = await makeKeys(server);
  await server.stop();
  return { first: { answer, refused, openAt, waiting, problems: [...problems, ...server.complaints] }, keys };
}

async function makeKeys(server: GatewayServer): Promise<Keys> {
  const [good, empty, revoked] = [await makeKey(server, "good", { tokens: 10_000 }), await makeKey(server, "empty", { requests: 0 }), await makeKey(server, "revoked", {})];
  await fetch(`${server.url}/premise/v1/keys/revoked`, { method: "DELETE", headers: { authorization: `Bearer ${server.token}` } });
  return { good: good.key, empty: empty.key, revoked: revoked.key };
}

async function openAgain(options: ServerOptions, { good, empty, revoked }: Keys): Promise<Again> {
  await using server = await GatewayServer.start(options);
  const listening = performance.now();
  const opened = server.manage("/premise/v1/keys").then(() => performance.now());
  const [first, second, third] = await Promise.all([good, empty, revoked].map((key, i) => timeRequest(server, options.models[0], `again-${i}`, key)));
  const openAt = await opened;
  const answers = [[first, 200, null], [second, 429, "insufficient_quota"], [third, 401, "invalid_api_key"]] as const;
  const wrong = answers.filter(([timed, status, error]) => timed?.got.status !== status || timed.got.error !== error);
  const problems = wrong.map(([timed, status]) => `${timed?.got.status ?? "nothing"} ${timed?.got.error ?? ""} in place of ${status}`);
  await server.stop();
  return { openAt: openAt - listening, slowest: Math.max(...answers.map(([timed]) => timed?.at ?? Number.NaN)) - listening, problems: [...problems, ...server.complaints] };
}

async function timeRequest({ url }: GatewayServer, model: string | undefined, id: string, key?: string): Promise<Timed> {
  const agent = new Agent();
  const body = { model, prompt: "The tide", max_tokens: 8, seed: 1, return_token_ids: true };
  const got = await ask(url, { id, path: "/v1/completions", body, ...(key === undefined ? {} : { key }) }, { agent });
  agent.destroy();
  return { got, at: performance.now() };
}

function describe(model: string, firsts: readonly First[], agains: readonly Again[]): Line[] {
  const leads = firsts.map(({ answer, openAt }) => (openAt - answer.at) / 1000);
  const late = firsts.filter(({ answer, openAt, waiting }) => !(answer.got.status === 200 && answer.at < openAt && waiting > 0));
  const wrong = firsts.filter(({ refused: { got } }) => got.status !== 401 || got.error !== "invalid_api_key");
  return [
    toLine(`${model}: the first completion is answered before the store is open`, firsts.length, `${showRange(leads)} before`, late.map(({ answer: { got, at }, openAt, waiting }) => `${got.status ?? got.broken}, ${((openAt - at) / 1000).toFixed(2)} s before, ${waiting} waiting`)),
    toLine(`${model}: its row is in the ledger afterwards, with its tokens`, firsts.length, "always", firsts.flatMap(({ problems }) => problems)),
    toLine(`${model}: an unknown key waits for the store and is refused`, firsts.length, `401, ${showRange(firsts.map(({ answer, refused }) => (refused.at - answer.at) / 1000))} after the completion`, wrong.map(({ refused: { got } }) => `${got.status ?? got.broken} ${got.error ?? ""}`)),
    toLine(`${model}: keys right after a second start: in force 200, without budget 429, revoked 401`, agains.length, `the slowest after ${showRange(agains.map(({ slowest }) => slowest / 1000))}, store open after ${showRange(agains.map(({ openAt }) => openAt / 1000))}`, agains.flatMap(({ problems }) => problems)),
  ];
}

function showRange(seconds: readonly number[]): string {
  return `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)} s`;
}
