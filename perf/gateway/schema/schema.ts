/** @module schemathesis over the server's own OpenAPI document: no 5xx, no undocumented status, no other shape, no hang. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PremiseError } from "../../../src/errors/premise-error.ts";
import { type Line, tell, toLine } from "../../common/results.ts";
import { GatewayServer } from "../server/server.ts";
import { requireGoing } from "../../common/parts.ts";
import { type GatewayPart, seed, type Setting, smallModel, toyModel } from "../setting.ts";
import { narrow, narrowing, type Names, type OpenApi } from "./narrow.ts";
import { type Answers, readAnswers, readSummary, type Summary } from "./report.ts";

const checks = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"];
const leastCases = 2000;
const contextTokens = 512;
/** By default schemathesis reads 20 events of a stream and leaves; this is all of them. */
const mostEvents = 1_000_000;
/** One request; one run, which is broken off then. */
const [requestSeconds, runSeconds] = [120, 1800];

export const schema: GatewayPart = {
  id: "schema",
  title: "schemathesis over /openapi.json",
  method: [
    `schemathesis (\`scripts/clients/make-clients.sh\`) with the checks ${checks.map((check) => `\`${check}\``).join(", ")}, phases coverage and fuzzing, valid and invalid data, and ${requestSeconds} s for each request; as the local administrator, so that routes of keys and of the ledger are reached too; contexts of ${contextTokens} tokens.`,
    `Three runs. *As it stands*: the document as the server gives it, with the toy world; most names that are drawn do not exist. *Narrowed*: with the toy world and \`${smallModel}\`, ${narrowing}; the answers are still checked against the whole document's. *Streams*: the narrowed routes that stream, with \`stream: true\` and valid data only; each stream is read to its end, which must be \`[DONE]\`, \`result\` or an error.`,
    "Not checked: `positive_data_acceptance` and `negative_data_rejection`, since members depend on one another in ways that JSON Schema's types alone don't say (`top_logprobs` needs `logprobs`, a prompt must fit the context); `ignored_auth`, since on a loopback address no key is needed; the phase `examples`, since the document has none, and `stateful`, since it has no links. Failures are not shrunk, and all cases are run whatever fails.",
  ].join("\n\n"),
  describeSize: ({ examples }) => `at most ${examples} cases an operation in the phase fuzzing of each run`,
  run,
};

type Run = { readonly name: string; readonly location: string; readonly extra: readonly string[] };
type Done = { readonly name: string; readonly summary: Summary; readonly answers: Answers };

async function run(setting: Setting): Promise<Line[]> {
  const program = join(setting.clients, "python", "bin", "schemathesis");
  if (!existsSync(program)) throw new PremiseError("usage/command-line", { command: "npm run perf -- gateway", problem: `there is no ${program}: run scripts/clients/make-clients.sh` });
  const start = (name: string, models: readonly string[]): Promise<GatewayServer> => GatewayServer.start({ directory: join(setting.folder, name), models, env: { ...setting.io.env, DATABASE_URL: "", PREMISE_CONTEXT_TOKENS: String(contextTokens) } });
  const done: Done[] = [];
  const complaints: string[] = [];
  {
    await using server = await start("plain", [toyModel]);
    await server.untilReady();
    done.push(await runOnce(program, server, setting, { name: "as it stands", location: `${server.url}/openapi.json`, extra: [] }));
    complaints.push(...(await finish(server)));
    setting.progress(1, 3);
  }
  {
    await using server = await start("narrowed", [toyModel, smallModel]);
    await server.untilReady();
    const document = await server.manage<OpenApi>("/openapi.json");
    const names = await findNames(server);
    for (const [i, name] of (["narrowed", "streams"] as const).entries()) {
      requireGoing(setting);
      const location = join(setting.folder, `${name}.json`);
      writeFileSync(location, JSON.stringify(narrow(document, names, name === "streams")));
      done.push(await runOnce(program, server, setting, { name, location, extra: name === "streams" ? ["--mode", "positive"] : [] }));
      setting.progress(i + 2, 3);
    }
    complaints.push(...(await finish(server)));
  }
  return describe(done, complaints);
}

async function findNames(server: GatewayServer): Promise<Names> {
  const { premises } = await server.manage<{ premises: { id: string }[] }>("/premise/v1/premises");
  const { runId } = await server.manage<{ runId: string }>("/premise/v1/ask", { model: toyModel, question: "What does the tide do?", choices: ["It rises.", "It falls."] });
  return { toy: toyModel, small: smallModel, premises: premises.slice(0, 3).map(({ id }) => id), run: runId };
}

async function runOnce(program: string, server: GatewayServer, { folder, examples, io }: Setting, { name, location, extra }: Run): Promise<Done> {
  const work = join(folder, name.replaceAll(" ", "-"));
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, "schemathesis.toml"), `max-stream-events = ${mostEvents}\n`);
  const args = [
    "run", location, "--url", server.url, "--header", `Authorization: Bearer ${server.token}`, "--workers", "2", "--checks", checks.join(","), "--phases", "coverage,fuzzing", "--max-examples", String(examples),
    "--seed", String(seed), "--generation-database", "none", "--request-timeout", String(requestSeconds), "--continue-on-failure", "--no-shrink", "--report", "json,ndjson", "--report-dir", join(work, "report"), "--no-color", ...extra,
  ];
  const child = spawn(program, args, { cwd: work, stdio: ["ignore", "pipe", "pipe"], signal: io.signal, timeout: runSeconds * 1000 });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => (said = (said + piece.toString()).slice(-20_000)));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0 && code !== 1) throw new PremiseError("internal", { problem: `schemathesis ended with ${code}: ${said.trim().split("\n").slice(-5).join(" | ")}` });
  if (code === 1) io.err(`${said}\n`);
  return { name, summary: readSummary(join(work, "report")), answers: readAnswers(join(work, "report")) };
}

/** @returns what the server complained of; it must still answer, and end as it should. */
async function finish(server: GatewayServer): Promise<string[]> {
  const health = await fetch(`${server.url}/healthz`, { signal: AbortSignal.timeout(5000) }).then(({ status }) => status, () => "no");
  const complaints = server.complaints.map((line) => line.slice(0, 300));
  await server.stop();
  return health === 200 ? complaints : [`/healthz afterwards: ${health} answer`, ...complaints];
}

function describe(done: readonly Done[], complaints: readonly string[]): Line[] {
  const cases = done.reduce((sum, { summary }) => sum + summary.test_cases.generated, 0);
  const streams = done.reduce((sum, { answers }) => sum + answers.streams, 0);
  const slowest = Math.max(...done.map(({ answers }) => answers.slowestSeconds));
  return [
    ...done.map(describeRun),
    toLine(`cases in all, at least ${leastCases.toLocaleString("en")}`, cases, "reached", cases >= leastCases ? [] : [`only ${cases}`]),
    toLine("streamed answers, each read to its end: `[DONE]`, `result` or an error", streams, `all; ${done.reduce((sum, { answers }) => sum + answers.failedStreams, 0)} by an error`, done.flatMap(({ answers }) => answers.openStreams)),
    toLine("the server afterwards: answers, stops by itself, and has warned of nothing", 2, "both", complaints),
    tell("the slowest answer", cases, `${slowest.toFixed(1)} s`),
  ];
}

function describeRun({ name, summary, answers }: Done): Line {
  const { generated, errored } = summary.test_cases;
  const counts = [...answers.statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${count} x ${status}`).join(", ");
  const failures = summary.failures.map(({ title, count, operations }) => `${title} (${count}): ${operations.join(", ")}`);
  const serverErrors = [...answers.statuses].filter(([status]) => status >= 500).map(([status, count]) => `${count} x ${status}`);
  return toLine(`${name}: no 5xx, no undocumented status, type or shape, no request without an answer`, generated, counts, [
    ...failures, ...serverErrors, ...(errored === 0 && summary.errors.length === 0 ? [] : [`${Math.max(errored, summary.errors.length)} errors: ${JSON.stringify(summary.errors).slice(0, 300)}`]),
    ...(answers.unanswered === 0 ? [] : [`${answers.unanswered} requests without an answer`]), ...(summary.complete ? [] : ["it was broken off"]),
  ]);
}
