/** @module What `npm test` runs: every check, then every test. `npm test -- PATTERN` runs only the tests whose file matches. */
import { runChecks } from "./test/checks.ts";
import { pullModels } from "./test/models.ts";
import { type Part, summarise } from "./test/part.ts";
import { runVitest } from "./test/vitest.ts";

const { text, isGreen } = summarise(await runParts(process.argv.slice(2)));
process.stdout.write(text);
process.exitCode = isGreen ? 0 : 1;

async function runParts(args: readonly string[]): Promise<readonly Part[]> {
  if (args.length > 0) return [await runVitest(args)];
  return [...(await runChecks()), ...(await pullModels()), await runVitest([])];
}
