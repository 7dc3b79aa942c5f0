/** @module How a checker reports: one line a finding, exit code 1 when one is an error. */
import type { Finding } from "./source.ts";

export function formatFinding({ severity, path, line, message }: Finding): string {
  return `${severity === "error" ? "error" : "note "} ${path}:${line}: ${message}`;
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}

/** Prints the findings and sets the exit code, for a checker that was started by itself. */
export function finish(findings: readonly Finding[]): void {
  for (const finding of findings) console.log(formatFinding(finding));
  if (hasErrors(findings)) process.exitCode = 1;
}
