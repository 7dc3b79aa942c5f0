/** @module What `npm run test:servers` runs: the remote predictor against real servers, which take minutes; those that are not built here are skipped with the reason. */
import { summarise } from "./test/part.ts";
import { runVitest } from "./test/vitest.ts";

process.env["PREMISE_TEST_SERVERS"] = "1";
const { text, isGreen } = summarise([await runVitest(["test/servers"])]);
process.stdout.write(text);
process.exitCode = isGreen ? 0 : 1;
