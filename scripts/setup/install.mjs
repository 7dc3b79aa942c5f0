/** @module `npm ci` without install scripts, its failures told in one line, its result checked. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { basename, delimiter, join, relative } from "node:path";
import { findPinnedNode, majorOf, neededMajor } from "../pinned-node.mjs";

/** Install scripts are off, as npm 12 has it by default: what needs a binary gets it from its platform package. */
const npmArguments = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];

/** @throws Error with one line that says what to do. */
export async function install(root, say) {
  say("installing packages from the lockfile (npm ci)");
  const started = performance.now();
  const { code, output } = await runNpm(root);
  if (code !== 0) throw new Error(explain(output, code));
  const missing = findMissing(root);
  if (missing.length > 0) throw new Error(`these packages did not arrive: ${missing.join(", ")}. Check the network, then run the same command again.`);
  checkNode(root);
  linkNode(root);
  say(`installed in ${Math.round((performance.now() - started) / 1000)} s`);
}

function runNpm(root) {
  const { command, args } = npmCommand(root);
  return new Promise((resolve) => {
    const child = spawn(command, [...args, ...npmArguments], { cwd: root, stdio: ["ignore", "pipe", "pipe"], shell: command.endsWith(".cmd") });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => child.kill(signal));
    child.on("error", (error) => resolve({ code: error.code, output: error.message }));
    child.on("close", (code, signal) => resolve({ code: code ?? 128 + constants.signals[signal], output }));
  });
}

/** The npm that started us, on a Node outside node_modules (that folder is about to be replaced); else the one on the PATH. */
function npmCommand(root) {
  const inside = join(root, "node_modules");
  const npm = process.env.npm_execpath ?? "";
  const node = [process.env.npm_node_execpath, process.execPath].find((path) => path !== undefined && existsSync(path) && !path.startsWith(inside));
  if (basename(npm) === "npm-cli.js" && existsSync(npm) && node !== undefined) return { command: node, args: [npm] };
  process.env.PATH = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(inside)).join(delimiter);
  return { command: process.platform === "win32" ? "npm.cmd" : "npm", args: [] };
}

function explain(output, code) {
  if (code === 130 || code === 143) return "interrupted. Run the same command again; it starts afresh.";
  if (code === "ENOENT") return "npm was not found. Install Node >= 20 with npm.";
  const network = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/.exec(output);
  if (network) return `the package registry did not answer (${network[1]}). Check the network or the proxy, then run the same command again.`;
  if (/\bENOSPC\b/.test(output)) return "no space left on the disk. Free about 1 GB, then run the same command again.";
  if (/\bE(ACCES|PERM|BUSY)\b/.test(output)) return `npm may not write to node_modules (${firstError(output)}). Stop what uses it, or delete the folder, then run the same command again.`;
  if (/EUSAGE|in sync/.test(output)) return "package.json and package-lock.json do not match. Run `npm install`, and commit both.";
  const log = join(tmpdir(), `premise-setup-${process.pid}.log`);
  writeFileSync(log, output);
  return `npm ci failed (exit ${code}): ${firstError(output)}. All it said is in ${log}.`;
}

function firstError(output) {
  const lines = output.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const line = lines.find((text) => /^npm (error|ERR!) (?!code )/.test(text)) ?? lines[0] ?? "no output";
  return line.replace(/^npm (error|ERR!) /, "").replace(/\.$/, "");
}

/** npm leaves out an optional package that it could not fetch and reports success: look whether those for this machine are there. */
function findMissing(root) {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const direct = packages[""]?.optionalDependencies ?? {};
  const isOurs = (path) => path.startsWith("node_modules/@koromix/") || Object.hasOwn(direct, path.replace("node_modules/", ""));
  const fits = ({ os, cpu }) => [os ?? []].flat().includes(process.platform) && [cpu ?? []].flat().includes(process.arch);
  return Object.entries(packages)
    .filter(([path, entry]) => isOurs(path) && fits(entry) && !existsSync(join(root, path, "package.json")))
    .map(([path]) => path.replace("node_modules/", ""));
}

function checkNode(root) {
  const pinned = findPinnedNode(root);
  if (pinned === null && majorOf(process.version) >= neededMajor) return;
  if (pinned === null) throw new Error(`no packaged Node ${neededMajor} for ${process.platform}-${process.arch}. Install Node >= ${neededMajor} and run the same command with it.`);
  const { stdout, error } = spawnSync(pinned.path, ["--version"], { encoding: "utf8" });
  if (error !== undefined) throw new Error(`the packaged Node does not start here (${error.message}). Install Node >= ${neededMajor} and delete ${pinned.path}.`);
  if (majorOf(stdout) < neededMajor) throw new Error(`the packaged Node is ${stdout.trim()}, needed is >= ${neededMajor}. Mend optionalDependencies in package.json.`);
}

/** npm 10 does not link the binary of an optional package; with the link, npm's own scripts start on the pinned Node at once. */
function linkNode(root) {
  const pinned = findPinnedNode(root);
  const bin = join(root, "node_modules", ".bin");
  if (pinned === null || process.platform === "win32" || existsSync(join(bin, "node"))) return;
  symlinkSync(relative(bin, pinned.path), join(bin, "node"));
}
