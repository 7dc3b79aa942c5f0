/** @module What `npm run test:clients` runs: real clients against a running gateway. They are made first, outside the repository, where they are not there yet; what cannot be had here is skipped with the reason. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { summarise, toPart } from "./test/part.ts";
import { pullModels } from "./test/models.ts";
import { runVitest } from "./test/vitest.ts";

const made = spawnSync(join(import.meta.dirname, "clients/make-clients.sh"), { stdio: ["ignore", "ignore", "inherit"] });
const clients = toPart("clients", made.status === 0 ? [] : [`scripts/clients/make-clients.sh ended with ${String(made.status ?? made.error)}`]);
const models = await pullModels();
process.env["PREMISE_TEST_CLIENTS"] = "1";
// One file after the other: each has a gateway with both models.
const { text, isGreen } = summarise([clients, ...models, await runVitest(["test/clients", "--no-file-parallelism"])]);
process.stdout.write(text);
process.exitCode = isGreen ? 0 : 1;
