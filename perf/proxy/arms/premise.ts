/** @module Ours: `premise serve` in front of one named server, with and without a key. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "../../engine/peers/process.ts";
import { Server } from "../server.ts";
import type { Arm, RunningArm, Setting } from "../setting.ts";

const root = join(import.meta.dirname, "../../..");
const program = join(root, "src/cli/main.ts");
const always = "the ledger on PGlite, the disclosure and a log line a request, as always";

export const premise: Arm = {
  id: "premise",
  title: "Premise",
  method: `\`premise serve --model up:default\`, where \`up\` is the upstream by its name in the operator's file; ${always}`,
  start: (setting, upstream) => start(setting, upstream, { name: "premise", withKey: false }),
};

export const premiseWithKey: Arm = {
  id: "premise-key",
  title: "Premise, key and budget",
  method: "the same with `--require-key`, and a key that has budgets of tokens and of requests, which are held before and settled after each request",
  start: (setting, upstream) => start(setting, upstream, { name: "premise-key", withKey: true }),
};

async function start({ folder, env: outer }: Setting, upstream: string, { name, withKey }: { readonly name: string; readonly withKey: boolean }): Promise<RunningArm> {
  const own = join(folder, name);
  const env = { ...outer, PREMISE_DATA_DIR: join(own, "data"), XDG_CONFIG_HOME: join(own, "config"), NO_COLOR: "1" };
  mkdirSync(join(own, "config/premise"), { recursive: true });
  // JSON is YAML.
  writeFileSync(join(own, "config/premise/config.yaml"), JSON.stringify({ remotes: { up: { url: `${upstream}/v1`, model: "bench", kind: "instruct", contextTokens: 8192 } } }));
  const headers: Record<string, string> = withKey ? { authorization: `Bearer ${createKey(env)}` } : {};
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const args = [program, "serve", "--port", String(port), "--model", "up:default", ...(withKey ? ["--require-key"] : [])];
  const server = await Server.start({ name, command: process.execPath, args, env, folder }, `${origin}/readyz`);
  return { version: `premisekit ${readVersion()}`, origin, headers, model: "up:default", cpuSeconds: () => server.cpuSeconds(), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** Budgets that the run does not exhaust. */
function createKey(env: NodeJS.ProcessEnv): string {
  const text = execFileSync(process.execPath, [program, "keys", "create", "bench", "--budget", "tokens=1000000000000", "--budget", "requests=1000000000", "--json"], { env, encoding: "utf8" });
  return (JSON.parse(text) as { key: string }).key;
}

/** With the commit, since the version stands still between releases. */
function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  try {
    const commit = execFileSync("git", ["-C", root, "rev-parse", "--short", "HEAD"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return `${version} (${commit})`;
  } catch {
    return version;
  }
}
