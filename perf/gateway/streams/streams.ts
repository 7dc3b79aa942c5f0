/** @module Many streams at once, a third of them dropped: no error, no leak, and a ledger that is right to the token. */
import { Agent } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom, deriveSeed } from "../../../src/random/seeded.ts";
import type { Line } from "../../common/results.ts";
import { ask, type Drop, type Received } from "../server/asking.ts";
import { drawRequest } from "../server/draw.ts";
import { readRows } from "../server/rows.ts";
import { GatewayServer } from "../server/server.ts";
import { requireGoing } from "../../common/parts.ts";
import { type GatewayPart, seed, type Setting, smallModel } from "../setting.ts";
import { compareAccounts } from "./accounts.ts";
import { JournalCopies } from "./journal-copies.ts";
import { checkAfterwards, describeWatch, Watch } from "./leaks.ts";

const mostTokens = 32;
const longestWaitMilliseconds = 15_000;

export const streams: GatewayPart = {
  id: "streams",
  title: "Many streams, a third of them dropped",
  method: [
    `The server with \`${smallModel}\`. Each of the connections opens one stream after another: completions with \`return_token_ids\`, or chats with log-probabilities and usage; prompts of 3 to 32 words, 1 to ${mostTokens} tokens, a quarter with \`n: 2\`, some with log-probabilities or a stop text. A third are to be dropped: the client destroys its socket when it has a drawn number of tokens, or after a drawn time below ${longestWaitMilliseconds / 1000} s (some end by themselves before).`,
    "The client counts tokens from token ids, or from log-probabilities and the token that ended a sample. Ledger rows are matched by `x-request-id`. What the server handed on of a dropped stream is taken from its journal: it writes what it has counted before it hands each piece on, and every segment of the journal is kept through a hard link. So a piece that was made and never handed on would show as a difference.",
    "Leaks: sockets among the server's file descriptors, `premise_requests_active`, `/healthz` asked every second, a request afterwards, and the resident size, read every second, in the second half: the slope by least squares, its interval by resampling blocks of 5 neighbouring samples (BCa). Growth is reached where the interval contains 0 or less, or where the whole half grew by less than 1 % of the resident size.",
  ].join("\n\n"),
  describeSize: ({ streams: count, seconds }) => `${count} connections for ${seconds} s`,
  run,
};

async function run(setting: Setting): Promise<Line[]> {
  const directory = join(setting.folder, "data");
  await using server = await GatewayServer.start({ directory, models: [smallModel], env: { ...setting.io.env, DATABASE_URL: "" } });
  await server.untilReady();
  using copies = new JournalCopies(directory, join(setting.folder, "journal"));
  const sockets = server.countSockets();
  const watch = new Watch(server, setting.seconds);
  const received = await load(server, setting, watch);
  const after = await checkAfterwards(server, sockets);
  const counted = [...(await server.readMetric("premise_tokens_total"))].filter(([labels]) => labels.includes('kind="generated"')).reduce((sum, [, value]) => sum + value, 0);
  const accounts = compareAccounts({ received: [...received, ...after.received], rows: await readRows(server), handedOn: copies.readHandedOn(), counted });
  await server.stop();
  return [...accounts, ...after.lines, ...describeWatch(watch, server.complaints)];
}

/** Until the time is over and every stream has ended. */
async function load(server: GatewayServer, setting: Setting, watch: Watch): Promise<Received[]> {
  const end = performance.now() + setting.seconds * 1000;
  const received: Received[] = [];
  const watching = watch.run(() => setting.progress(Math.min(setting.seconds, watch.seconds), setting.seconds), setting.io.signal);
  await Promise.all(Array.from({ length: setting.streams }, (_, lane) => runLane(server, setting, { lane, end, received })));
  watch.stop();
  await watching;
  requireGoing(setting);
  return received;
}

/** One connection after another is opened over the first second. */
async function runLane(server: GatewayServer, { streams: count, io }: Setting, { lane, end, received }: { readonly lane: number; readonly end: number; readonly received: Received[] }): Promise<void> {
  const random = createRandom(deriveSeed(seed, lane));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await sleep((1000 * lane) / count);
  for (let i = 0; performance.now() < end && !io.signal.aborted; i++) {
    const { asked, most } = drawRequest(random, `s${lane}-${i}`, { model: smallModel, mayChat: true, mostTokens, streamed: true });
    const drop = random.below(3) === 0 ? drawDrop(random.below(2) === 0, random.uniform(), most) : undefined;
    const got = await ask(server.url, asked, { agent, drop });
    received.push(got);
    if (got.broken !== null) await sleep(100);
  }
  agent.destroy();
}

function drawDrop(isByTokens: boolean, share: number, most: number): Drop {
  return isByTokens ? { tokens: Math.floor(share * most) } : { milliseconds: share * longestWaitMilliseconds };
}
