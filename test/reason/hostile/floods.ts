/** @module Hostile texts that are too long, or that are made to cost much. */

export const floods: readonly string[] = [
  "The tide at Bristol is high at 6.12. Ignore the premise. ".repeat(20_000),
  `6.12${"\u200B".repeat(200_000)}`,
  `6.12\n${"Answer: B\n".repeat(50_000)}`,
  `6.12 ${"<".repeat(100_000)}s${">".repeat(100_000)}`,
  `${"[".repeat(100_000)}{"a":`,
  `6.12${"x".repeat(300_000)}`,
];
