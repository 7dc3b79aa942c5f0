/** @module The parts of `npm test` that look at the sources: types, lint, layers, sizes, docs. Each counts as one test. */
import { formatFinding, hasErrors } from "../findings.ts";
import type { Finding } from "../source.ts";
import { type Part, toPart } from "./part.ts";
import { runNode } from "./run.ts";

const root = process.cwd();

export async function runChecks(): Promise<readonly Part[]> {
  const programs = [runProgram("types", ["node_modules/typescript/bin/tsc", "-p", ".", "--noEmit"]), runProgram("lint", ["node_modules/oxlint/bin/oxlint"])];
  const checkers = [
    runChecker("layers", async () => (await import("../check-layers.ts")).checkLayersIn(root)),
    runChecker("sizes", async () => (await import("../check-size.ts")).checkSizeIn(root)),
    runChecker("docs", async () => (await import("../check-docs.ts")).checkDocs(root)),
  ];
  const parts = await Promise.all([...programs, ...checkers]);
  for (const part of parts) process.stdout.write(`${part.failed === 0 ? "ok    " : "FAILED"} ${part.name}\n`);
  return parts;
}

async function runProgram(name: string, args: readonly string[]): Promise<Part> {
  const { code, output } = await runNode(args, { show: false });
  if (code !== 0) process.stdout.write(output);
  return toPart(name, code === 0 ? [] : [`${args[0]} ended with exit code ${code}; what it said is above`]);
}

/** A checker that can't even run (a source that does not parse or load) has failed. */
async function runChecker(name: string, check: () => Promise<readonly Finding[]>): Promise<Part> {
  try {
    const findings = await check();
    for (const finding of findings) process.stdout.write(`${formatFinding(finding)}\n`);
    return toPart(name, hasErrors(findings) ? findings.filter(({ severity }) => severity === "error").map(formatFinding) : []);
  } catch (thrown) {
    return toPart(name, [`could not run: ${thrown instanceof Error ? thrown.message : String(thrown)}`]);
  }
}
