/** @module Runs npm: the one that started us, else the one on the PATH. */
import { spawn } from "node:child_process";

/** @returns what it wrote to stdout. @throws Error with what it wrote to stderr. */
export function runNpm(args: readonly string[], folder: string): Promise<string> {
  const cli = process.env["npm_execpath"];
  const isNpm = cli?.endsWith("npm-cli.js") === true;
  const [command, first] = isNpm ? [process.env["npm_node_execpath"] ?? process.execPath, [cli]] : ["npm", []];
  const child = spawn(command, [...first, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said.err += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(said.out) : reject(new Error(`npm ${args[0]}:\n${said.err}`))));
  });
}
