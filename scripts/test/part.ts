/** @module What one part of `npm test` came to, and how all parts are told. */

/** Numbers of tests; `skipped` has one line a test, with its reason; `problems` says what failed, in or outside a test. */
export type Part = { readonly name: string; readonly passed: number; readonly failed: number; readonly skipped: readonly string[]; readonly problems: readonly string[] };

export type Outcome = { readonly text: string; readonly isGreen: boolean };

/** A check that counts as one test. */
export function toPart(name: string, problems: readonly string[]): Part {
  return { name, passed: problems.length === 0 ? 1 : 0, failed: problems.length === 0 ? 0 : 1, skipped: [], problems };
}

export function skipPart(name: string, reason: string): Part {
  return { name, passed: 0, failed: 0, skipped: [`${name}: ${reason}`], problems: [] };
}

/** The closing lines; the last is `N passed, N failed, N skipped`. Green needs a test that passed and none that failed. */
export function summarise(parts: readonly Part[]): Outcome {
  const passed = sum(parts, (part) => part.passed);
  const failed = sum(parts, (part) => part.failed);
  const skipped = parts.flatMap((part) => part.skipped);
  const broken = parts.filter((part) => part.failed > 0);
  const lines = [
    ...skipped.map((line) => `skipped  ${line}`),
    ...broken.flatMap((part) => [`failed   ${part.name}`, ...part.problems.map((problem) => `         ${problem}`)]),
    `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
  ];
  return { text: `${lines.join("\n")}\n`, isGreen: failed === 0 && passed > 0 };
}

function sum(parts: readonly Part[], count: (part: Part) => number): number {
  return parts.reduce((total, part) => total + count(part), 0);
}
