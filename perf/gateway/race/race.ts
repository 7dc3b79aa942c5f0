/** @module A hundred requests at once for a budget that is worth ten: never more than that is served, whatever the store, and by two servers too. */
import { Agent } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PremiseError } from "../../../src/errors/premise-error.ts";
import { type Line, tell, toLine } from "../../common/results.ts";
import { ask, type Asked, type Received } from "../server/asking.ts";
import { makeKey, type MadeKey, readKeys, readRows } from "../server/rows.ts";
import { GatewayServer } from "../server/server.ts";
import { requireGoing } from "../../common/parts.ts";
import { type GatewayPart, type Setting, toyModel } from "../setting.ts";
import { judgeRace, type Outcome, type Unit } from "./judge-race.ts";
import { startPostgres } from "./postgres.ts";

const contenders = 100;
const worth = 10;
const drawnTokens = 24;
const [prompt, promptTokens] = ["The tide", 3];
/** Keys are read again every second. */
const knownSeconds = 10;

export const race: GatewayPart = {
  id: "race",
  title: "A race for a budget",
  method: [
    `${contenders} requests at once, each on a connection of its own, half of them streams, under a new key whose budget is worth ${worth}: ${worth} requests, or ${worth} times the tokens that one may cost at most (${promptTokens} of prompt and ${drawnTokens} drawn; some end earlier, so that in tokens more than ${worth} may be answered one after another, never for more than the budget). The toy world answers, since only the budget is raced for.`,
    "Exactly 10 must be answered for a budget of requests, at least 1 for one of tokens; all others must get 429 `insufficient_quota`; the sum of the charges must not be above the budget, and must be what the budget says is spent, with nothing held.",
  ].join("\n\n"),
  describeSize: ({ repetitions }) => `${contenders} requests, ${repetitions} repetitions of each race`,
  run,
};

type Field = { readonly name: string; readonly directories: readonly string[]; readonly databaseUrl: string };

async function run(setting: Setting): Promise<Line[]> {
  await using postgres = await startPostgres(setting);
  const place = (name: string): string => join(setting.folder, name);
  const fields: Field[] = [
    { name: "PGlite", directories: [place("pglite")], databaseUrl: "" },
    ...(postgres === null ? [] : [
      { name: "PostgreSQL", directories: [place("postgres")], databaseUrl: postgres.url },
      { name: "PostgreSQL, two servers", directories: [place("first"), place("second")], databaseUrl: postgres.url },
    ]),
  ];
  const lines: Line[] = [];
  for (const [i, field] of fields.entries()) {
    lines.push(...(await runField(field, setting, (done) => setting.progress(2 * setting.repetitions * i + done, 2 * setting.repetitions * fields.length))));
  }
  return [...lines, ...(postgres === null ? [tell("PostgreSQL", 0, "not raced: none is to be had here")] : [])];
}

async function runField({ name, directories, databaseUrl }: Field, setting: Setting, progress: (done: number) => void): Promise<Line[]> {
  await using stack = new AsyncDisposableStack();
  const servers: GatewayServer[] = [];
  for (const directory of directories) servers.push(stack.use(await GatewayServer.start({ directory, models: [toyModel], env: { ...setting.io.env, DATABASE_URL: databaseUrl } })));
  await Promise.all(servers.map((server) => server.untilReady()));
  const outcomes: Record<Unit, Outcome[]> = { requests: [], tokens: [] };
  for (let i = 0; i < setting.repetitions; i++) {
    for (const unit of ["requests", "tokens"] as const) {
      requireGoing(setting);
      outcomes[unit].push(await runOne(servers, unit, `${name}-${unit}-${i}-${setting.io.clock.now().getTime()}`));
      progress(outcomes.requests.length + outcomes.tokens.length);
    }
  }
  for (const server of servers) await server.stop();
  const complaints = servers.flatMap((server) => server.complaints).map((line) => line.slice(0, 200));
  return [describe(name, "requests", outcomes.requests), describe(name, "tokens", outcomes.tokens), toLine(`${name}: warnings and errors in the logs`, servers.length, "none", complaints)];
}

async function runOne(servers: readonly GatewayServer[], unit: Unit, name: string): Promise<Outcome> {
  const [first] = servers as [GatewayServer];
  const limit = unit === "requests" ? worth : worth * (promptTokens + drawnTokens);
  const made = await makeKey(first, name.replace(/\W+/g, "-"), { [unit]: limit });
  for (const server of servers) await untilKnown(server, made);
  const received = await Promise.all(Array.from({ length: contenders }, (_, i) => contend(servers[i % servers.length] as GatewayServer, i, made)));
  // Each server's answer comes after its own ledger is in the store.
  const shown = await Promise.all(servers.map((server) => readRows(server)));
  const rows = (shown.length > 1 ? await readRows(first) : (shown[0] ?? [])).filter(({ keyId }) => keyId === made.id);
  return judgeRace({ unit, limit, worth, received, rows, key: (await readKeys(first)).find(({ id }) => id === made.id) });
}

async function contend(server: GatewayServer, i: number, { key }: MadeKey): Promise<Received> {
  const agent = new Agent();
  const streamed = i % 4 >= 2;
  const body = { model: toyModel, prompt, max_tokens: drawnTokens, seed: i, stream: streamed, return_token_ids: true };
  const asked: Asked = { id: `race-${i}`, path: "/v1/completions", body, key };
  const got = await ask(server.url, asked, { agent });
  agent.destroy();
  return got;
}

async function untilKnown(server: GatewayServer, { key }: MadeKey): Promise<void> {
  for (const end = performance.now() + knownSeconds * 1000; performance.now() < end; await sleep(100)) {
    const { status } = await fetch(`${server.url}/premise/v1/premises`, { headers: { authorization: `Bearer ${key}` } });
    if (status === 200) return;
  }
  throw new PremiseError("internal", { problem: `a server does not know a new key after ${knownSeconds} s` });
}

function describe(name: string, unit: Unit, outcomes: readonly Outcome[]): Line {
  const limit = unit === "requests" ? worth : worth * (promptTokens + drawnTokens);
  const most = Math.max(...outcomes.map(({ charged }) => charged));
  const answered = outcomes.map((each) => each.answered);
  const fine = `${Math.min(...answered)} to ${Math.max(...answered)} of ${contenders} answered, at most ${most} ${unit} charged; all others 429`;
  return toLine(`${name}: budget of ${limit} ${unit}`, outcomes.length, fine, outcomes.flatMap(({ problems }) => problems));
}
