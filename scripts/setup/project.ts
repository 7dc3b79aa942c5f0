/** @module For tests: a throw-away project with our set-up scripts, a lockfile, and a stand-in for npm that records its calls. */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nodePackages } from "../pinned-node.mjs";

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type Project = Disposable & {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Makes npm do this (lines of JavaScript; `nodeFolder` is where the packaged Node goes). */
  setNpm(body: string): void;
  setLockfile(packages: Readonly<Record<string, unknown>>): void;
  /** How often npm was started, and whether two ran at once. */
  npmCalls(): { readonly count: number; readonly overlapped: boolean };
  /** Starts a script of the project on this Node. */
  run(script: string, args?: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
  write(path: string, text: string): void;
};

/** The name of this machine's Node package, for paths under node_modules. */
export const nodePackage = (nodePackages as Readonly<Record<string, string>>)[`${process.platform}-${process.arch}`] ?? null;

/** What npm does where all goes well: the packaged Node arrives, as a link to the one that runs the tests. */
export const goodNpm = `fs.symlinkSync(${JSON.stringify(process.execPath)}, nodeFolder + "/bin/node");`;

export function createProject(): Project {
  const root = mkdtempSync(join(tmpdir(), "premise-setup-test-"));
  const at = (path: string): string => join(root, path);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  for (const path of ["setup.mjs", "node24.mjs", "pinned-node.mjs", "setup/lock.mjs", "setup/install.mjs"]) {
    cpSync(join(import.meta.dirname, "..", path), at(join("scripts", path)));
  }
  const env = { PATH: process.env["PATH"], npm_execpath: at("npm-cli.js"), npm_node_execpath: process.execPath };
  const project: Project = {
    root,
    env,
    write,
    setNpm: (body) => write("npm-cli.js", standIn(root, body)),
    setLockfile: (packages) => write("package-lock.json", JSON.stringify({ packages })),
    npmCalls: () => ({ count: existsSync(at("calls")) ? readFileSync(at("calls"), "utf8").length : 0, overlapped: existsSync(at("overlapped")) }),
    run: (script, args = [], more = {}) => runScript([at(script), ...args], { ...env, ...more }, root),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
  project.setNpm(goodNpm);
  project.setLockfile({ "": {} });
  return project;
}

/** Puts the packaged Node in place without npm, as a link or as a shell script. */
export function placeNode(project: Project, node: { readonly script: string } | "link"): void {
  const folder = `node_modules/${nodePackage}`;
  project.write(`${folder}/package.json`, JSON.stringify({ version: process.version.slice(1) }));
  const path = join(project.root, folder, "bin", "node");
  mkdirSync(dirname(path), { recursive: true });
  if (node === "link") symlinkSync(process.execPath, path);
  else writeFileSync(path, `#!/bin/sh\n${node.script}\n`, { mode: 0o755 });
}

export function runScript(args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<Ended> {
  const child = spawn(process.execPath, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said.stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...said }));
  });
}

function standIn(root: string, body: string): string {
  return `const fs = require("node:fs");
process.chdir(${JSON.stringify(root)});
fs.appendFileSync("calls", "x");
try { fs.writeFileSync("busy", "", { flag: "wx" }); } catch { fs.writeFileSync("overlapped", ""); }
fs.rmSync("node_modules", { recursive: true, force: true });
const nodeFolder = "node_modules/${nodePackage}";
fs.mkdirSync(nodeFolder + "/bin", { recursive: true });
fs.mkdirSync("node_modules/.bin");
fs.writeFileSync(nodeFolder + "/package.json", JSON.stringify({ version: process.version.slice(1) }));
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
fs.rmSync("busy", { force: true });
console.log("npm talks on stdout");
${body}
`;
}
