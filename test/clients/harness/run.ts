/** @module Runs a client that is a program of its own, and keeps what it says. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { pythonProgram } from "./folder.ts";

/** Of models in these tests: the clients need the other core, and two threads that wait for each other are slowed by everything beside them. */
export const threads = process.env["PREMISE_THREADS"] ?? "1";

export type RunOptions = { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string; readonly input?: string };

/** What it wrote to stdout. @throws TypeError with the end of its stderr unless it ends with exit code 0. */
export async function runProgram(program: string, args: readonly string[], { env = {}, cwd, input }: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await runAnyway(program, args, { env, ...(cwd === undefined ? {} : { cwd }), ...(input === undefined ? {} : { input }) });
  if (code !== 0) throw new TypeError(`${program} ${args.join(" ").slice(0, 200)} ended with ${code}: ${stderr.slice(-2000)} ${stdout.slice(-500)}`);
  return stdout;
}

/** The same, whatever its exit code. */
export async function runAnyway(program: string, args: readonly string[], { env = {}, cwd, input }: RunOptions = {}): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(program, args, { cwd, env: { ...process.env, PREMISE_THREADS: threads, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (said.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (said.stderr += text));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input ?? "");
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? 1, ...said };
}

/** The JSON that a Python script beside the tests writes as its last line. */
export async function runPython<T>(script: string, args: readonly string[], options: RunOptions = {}): Promise<T> {
  const output = await runProgram(pythonProgram("python"), [script, ...args], options);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as T;
}

/** `premise score` in a process of its own: the log-probabilities of `text`'s tokens after nothing but what the model begins with. */
export async function scoreText(model: string, text: string): Promise<(number | null)[]> {
  const line = JSON.stringify({ context: "", continuation: text });
  const output = await runProgram(process.execPath, ["src/cli/main.ts", "score", "--model", model, "--deterministic"], { input: `${line}\n` });
  const { tokens } = JSON.parse(output) as { tokens: { logprob: number | null }[] };
  return tokens.map(({ logprob }) => logprob);
}
