/** @module Checks that imports in src/ point down the one ordered list of folders, and that bindings and implementations stay behind their doors. */
import { posix } from "node:path";
import { finish } from "./findings.ts";
import { type Finding, type Import, isTest, listImports, listSources, readSource } from "./source.ts";

/** A folder imports only from folders before it. `index.ts` comes last; `protocol` is before `stats`, whose estimates have its shape. */
export const layers: readonly string[] = [
  "errors", "config", "random", "protocol", "stats", "premises", "models", "predictor", "store", "runs", "score", "credence", "gate", "disclose",
  "ask", "dialogue", "reason", "tuning", "lens", "forecast", "bench", "report", "demo", "gateway", "cli", "testing", "index.ts",
];

/** Who besides `choose.ts` may name an implementation: what users start from, and the doubles. */
const mayChoose = new Set(["cli", "testing", "index.ts"]);

type Place = { readonly path: string; readonly layer: string };

/** Findings for the files given as path (`src/ask/ask.ts`) and text; tests may import from anywhere. */
export function checkLayers(files: ReadonlyMap<string, string>): readonly Finding[] {
  return [...files].filter(([path]) => !isTest(path)).flatMap(([path, text]) => checkFile(path, text));
}

function checkFile(path: string, text: string): readonly Finding[] {
  const from = place(path);
  if (!layers.includes(from.layer)) return [found(path, 1, `folder "${from.layer}" is not in the list of scripts/check-layers.ts`)];
  return listImports(text).flatMap((each) => {
    const problem = each.specifier.startsWith(".") ? checkRelative(from, each) : checkPackage(from, each);
    return problem === null ? [] : [found(path, each.line, problem)];
  });
}

function checkPackage(from: Place, { specifier }: Import): string | null {
  if (specifier !== "koffi" || /^src\/predictor\/llama\/bindings[^/]*\.ts$/.test(from.path)) return null;
  return "only predictor/llama/bindings*.ts may import koffi";
}

function checkRelative(from: Place, { specifier }: Import): string | null {
  const to = place(posix.join(posix.dirname(from.path), specifier));
  if (!to.path.startsWith("src/")) return `${specifier} is outside src/`;
  if (!layers.includes(to.layer)) return `${specifier} is in no folder of the list`;
  if (layers.indexOf(to.layer) > layers.indexOf(from.layer)) return `${from.layer}/ may not import from ${to.layer}/, which comes later`;
  return checkImplementation(from, to);
}

/** predictor/llama/, remote/ and world/ are reached through choose.ts; they know neither each other nor choose.ts. */
function checkImplementation(from: Place, to: Place): string | null {
  const implementation = implementationOf(to.path);
  if (to.path === "src/predictor/choose.ts" && implementationOf(from.path) !== null) return "an implementation may not import choose.ts";
  if (implementation === null || implementation === implementationOf(from.path)) return null;
  if (from.path === "src/predictor/choose.ts" || mayChoose.has(from.layer)) return null;
  return `only predictor/choose.ts may import the implementation predictor/${implementation}/`;
}

function implementationOf(path: string): string | null {
  return /^src\/predictor\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function place(path: string): Place {
  return { path, layer: path.split("/")[1] ?? "" };
}

function found(path: string, line: number, message: string): Finding {
  return { severity: "error", path, line, message };
}

export function checkLayersIn(root: string): readonly Finding[] {
  const paths = listSources(root, ["src"]);
  if (paths.length === 0) return [found("src", 1, "there are no sources to check")];
  return checkLayers(new Map(paths.map((path) => [path, readSource(root, path)])));
}

if (process.argv[1] === import.meta.filename) finish(checkLayersIn(process.cwd()));
