/** @module What `npm run test:postgres` runs: the tests of the store that need a PostgreSQL, beside one that lives as long as they do; skipped with the reason where there is none to be had. */
import { requirePostgres, startCluster } from "./postgres/cluster.ts";
import { type Part, skipPart, summarise } from "./test/part.ts";
import { runVitest } from "./test/vitest.ts";

const part = await run();
const { text, isGreen } = summarise([part]);
process.stdout.write(text);
process.exitCode = isGreen || part.skipped.length > 0 && part.failed === 0 ? 0 : 1;

async function run(): Promise<Part> {
  let programs: string;
  try {
    programs = requirePostgres();
  } catch (error) {
    return skipPart("PostgreSQL", error instanceof Error ? error.message : String(error));
  }
  await using cluster = await startCluster(programs);
  process.env["DATABASE_URL"] = cluster.url;
  return await runVitest(["src/store/postgres", "src/store/choose", "src/runs/stored/postgres", "src/runs/durable/postgres", "src/cli/commands/worker", "src/cli/commands/reason"]);
}
