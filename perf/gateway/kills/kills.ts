/** @module kill -9 under load, again and again on one data directory: nothing that was acknowledged is lost. */
import { Agent } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom, deriveSeed, type Random } from "../../../src/random/seeded.ts";
import { type Line, tell, toLine } from "../../common/results.ts";
import { ask, type Received } from "../server/asking.ts";
import { runPremise } from "../server/command.ts";
import { drawRequest } from "../server/draw.ts";
import { makeKey, type MadeKey, readRows } from "../server/rows.ts";
import { GatewayServer, type ServerOptions } from "../server/server.ts";
import { requireGoing } from "../../common/parts.ts";
import { type GatewayPart, seed, type Setting, smallModel, toyModel } from "../setting.ts";
import { Books, findDoubleRows } from "./books.ts";
import { reckon, type Reckoning } from "./reckoning.ts";

const clients = 16;
const mostTokens = 64;
/** Of five rounds, one has the real model: there a stream lasts for seconds. */
const roundsOfSmallModel = 5;
const [leastSeconds, mostSeconds] = [0.5, 5];

export const kills: GatewayPart = {
  id: "kills",
  title: "kill -9 under load",
  method: [
    `One data directory for all rounds. In each, the server starts (the toy world; in every fifth round \`${smallModel}\`), ${clients} clients load it, half of them under a key with budgets in tokens and requests, every other request a stream; a further key is made; at a drawn moment, ${leastSeconds} to ${mostSeconds} s after the load began, the process gets SIGKILL. Then it starts again, and what the clients had received is compared with the ledger.`,
    "An answer is whole when the whole HTTP message came: then it must be settled `done` with exactly its tokens. One that had begun must have a row, settled `lost` (or `done`, where all of it was made and only its end did not come through) with at least the tokens that had come. Budgets: `spent` is the sum of the charges of all rows of the key over all rounds, and nothing is held. In the end the server is stopped, and the tables are read in the database itself.",
  ].join("\n\n"),
  describeSize: ({ rounds }) => `${rounds} kills, ${clients} clients`,
  run,
};

type Found = { readonly reckonings: Reckoning[]; readonly budgets: string[]; readonly sums: string[]; readonly keys: string[]; readonly restarts: number[]; readonly complaints: string[] };

async function run(setting: Setting): Promise<Line[]> {
  const directory = join(setting.folder, "data");
  const books = new Books();
  const found: Found = { reckonings: [], budgets: [], sums: [], keys: [], restarts: [], complaints: [] };
  const env = { ...setting.io.env, DATABASE_URL: "" };
  const start = (round: number): Promise<GatewayServer> => startTimed({ directory, models: [modelOf(round)], env }, found.restarts);
  let server = await start(0);
  try {
    const key = await runPremise<MadeKey>({ directory, env }, "keys", "create", "load", "--budget", "tokens=1000000000", "--budget", "requests=1000000");
    books.keys.add(key.name);
    for (let round = 0; round < setting.rounds; round++) {
      requireGoing(setting);
      const received = await killUnderLoad(server, { round, key, books });
      found.complaints.push(...server.complaints);
      server = await start(round + 1);
      await compareRound(server, { round, received, books, found });
      setting.progress(round + 1, setting.rounds);
    }
    await server.stop();
  } finally {
    await server[Symbol.asyncDispose]();
  }
  return describe(found, books.size, books.keys.size, await findDoubleRows(directory, books.size));
}

function modelOf(round: number): string {
  return round % roundsOfSmallModel === roundsOfSmallModel - 1 ? smallModel : toyModel;
}

/** Until a request of its operator is answered, which waits for the store and for what the process before had left. */
async function startTimed(options: ServerOptions, restarts: number[]): Promise<GatewayServer> {
  const begin = performance.now();
  const server = await GatewayServer.start(options);
  await server.untilReady();
  await readRows(server, "none");
  restarts.push((performance.now() - begin) / 1000);
  return server;
}

type Round = { readonly round: number; readonly key: MadeKey; readonly books: Books };

/** @returns what all clients had received until the server was gone. */
async function killUnderLoad(server: GatewayServer, { round, key, books }: Round): Promise<Received[]> {
  const random = createRandom(deriveSeed(seed, 1000 + round));
  const received: Received[] = [];
  const killing = new AbortController();
  const lanes = Array.from({ length: clients }, (_, lane) => runLane(server, { name: `k${round}-${lane}`, model: modelOf(round), key: lane % 2 === 0 ? key.key : undefined, random: createRandom(deriveSeed(seed, 100 * (round + 100) + lane)), received, signal: killing.signal }));
  const seconds = leastSeconds + random.uniform() * (mostSeconds - leastSeconds);
  const making = sleep(random.uniform() * seconds * 1000).then(() => makeKey(server, `round-${round}`, { requests: 10 })).then(({ name }) => books.keys.add(name), () => undefined);
  await sleep(seconds * 1000);
  killing.abort();
  await server.kill();
  await Promise.all([...lanes, making]);
  return received;
}

type Lane = { readonly name: string; readonly model: string; readonly key: string | undefined; readonly random: Random; readonly received: Received[]; readonly signal: AbortSignal };

async function runLane(server: GatewayServer, { name, model, key, random, received, signal }: Lane): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = 0; !signal.aborted; i++) {
    const { asked } = drawRequest(random, `${name}-${i}`, { model, mayChat: model === smallModel, mostTokens, streamed: random.below(2) === 0 });
    const got = await ask(server.url, key === undefined ? asked : { ...asked, key }, { agent });
    received.push(got);
    // Killed, though nobody has told us yet.
    if (got.broken !== null) break;
  }
  agent.destroy();
}

async function compareRound(server: GatewayServer, { round, received, books, found }: { readonly round: number; readonly received: readonly Received[]; readonly books: Books; readonly found: Found }): Promise<void> {
  const rows = await readRows(server, `k${round}-`);
  books.add(rows);
  const inRound = (problems: readonly string[]): string[] => problems.map((problem) => `round ${round + 1}: ${problem}`);
  const reckoning = reckon(received, rows);
  found.reckonings.push({ ...reckoning, problems: inRound(reckoning.problems) });
  const { budgets, sums, keys } = await books.compare(server);
  found.budgets.push(...inRound(budgets));
  found.sums.push(...inRound(sums));
  found.keys.push(...inRound(keys));
}

function describe({ reckonings, budgets, sums, keys, restarts, complaints }: Found, rows: number, madeKeys: number, doubles: readonly string[]): Line[] {
  const total = (read: (reckoning: Reckoning) => number): number => reckonings.reduce((sum, each) => sum + read(each), 0);
  const show = (read: (reckoning: Reckoning) => number): string => total(read).toLocaleString("en");
  const [whole, cut] = [total((each) => each.whole), total((each) => each.cut)];
  const sorted = restarts.slice(1).sort((a, b) => a - b);
  return [
    toLine("answers that came whole: settled `done` with exactly their tokens; answers that were cut: a row with at least theirs; no row twice, open, or of nobody", whole + cut, `${show((each) => each.whole)} whole with ${show((each) => each.wholeTokens)} tokens; ${show((each) => each.cut)} cut: ${show((each) => each.cutTokens)} tokens had come, ${show((each) => each.lostTokens)} are in the ledger`, reckonings.flatMap(({ problems }) => problems)),
    toLine("budgets: spent is the sum of the charges, and nothing is held", reckonings.length, "after each restart", budgets),
    toLine("`/premise/v1/usage` sums up all rows of all rounds", reckonings.length, `${rows.toLocaleString("en")} rows in the end`, sums),
    toLine("keys that were acknowledged are there", madeKeys, "all, after each restart", keys),
    toLine("in the database itself: each id once, none open", rows, `${rows.toLocaleString("en")} rows`, doubles),
    toLine("warnings and errors in the logs", reckonings.length, "none", complaints.map((line) => line.slice(0, 200))),
    tell("cut answers that are settled `done`; those whose client had seen `[DONE]` but not the message's end", cut, `${show((each) => each.cutButDone)}; ${show((each) => each.cutAfterDone)}`),
    tell("requests whose answer had not begun", total((each) => each.unanswered), `${show((each) => each.unansweredRows)} of them have a row`),
    tell("seconds from start to the first answer from the ledger, after a kill", sorted.length, `${(sorted[0] ?? Number.NaN).toFixed(1)} to ${(sorted.at(-1) ?? Number.NaN).toFixed(1)}`),
  ];
}
