/** @module Runs a script on the pinned Node: `node scripts/node24.mjs SCRIPT ...ARGS`. Plain JavaScript for Node >= 20. */
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import module from "node:module";
import { constants } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findPinnedNode, majorOf, neededMajor } from "./pinned-node.mjs";

/** Signals that come twice within this time (from the terminal and from npm) are passed on once. */
const oneSignalMs = 1000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Compiled code is kept here, types already stripped: it halves the start of a command. */
const compileCache = join(root, "node_modules", ".cache", "premise-node");
const args = process.argv.slice(2);
const pinned = findPinnedNode(root);
if (args[0] === undefined) fail("give the script to run: node scripts/node24.mjs SCRIPT ...ARGS", 2);
else if (isPinned(process.execPath) && !args[0].startsWith("-")) await runHere(args[0], args.slice(1));
else if (pinned !== null) runThere(pinned.path, args);
else if (majorOf(process.version) >= neededMajor) runThere(process.execPath, args);
else fail(`Node ${neededMajor} is not installed here. Run \`npm run setup\`, or use Node >= ${neededMajor}.`, 1);

function isPinned(path) {
  if (pinned === null) return majorOf(process.version) >= neededMajor;
  return realpathSync(path) === realpathSync(pinned.path);
}

/** npm puts node_modules/.bin first on the PATH, so this process mostly is the pinned Node already: no second one is started. */
async function runHere(script, rest) {
  const path = resolve(script);
  module.enableCompileCache(compileCache);
  process.argv = [process.execPath, path, ...rest];
  await import(pathToFileURL(path).href);
}

function runThere(node, nodeArgs) {
  const child = spawn(node, nodeArgs, { stdio: "inherit", env: { NODE_COMPILE_CACHE: compileCache, ...process.env } });
  const lastSent = new Map();
  const passOn = (signal) => {
    if (signal === "SIGINT" && isAtTerminal()) return;
    if (Date.now() - (lastSent.get(signal) ?? 0) < oneSignalMs) return;
    lastSent.set(signal, Date.now());
    child.kill(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, passOn);
  child.on("error", (error) => fail(`cannot start ${node}: ${error.message}`, 1));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** A terminal sends Ctrl-C to the child as well; passing it on would make it two. */
function isAtTerminal() {
  return process.stdin.isTTY === true || process.stdout.isTTY === true || process.stderr.isTTY === true;
}

function fail(problem, code) {
  process.stderr.write(`premise: ${problem}\n`);
  process.exit(code);
}
