/** @module A process for tests that takes the lock as soon as a file is there, says what came of it, and holds it until it is killed. */
import { existsSync } from "node:fs";
import { isPremiseError } from "../../src/errors/premise-error.ts";
import { lockDataDirectory } from "../../src/store/lock.ts";
import { say } from "./say.ts";

const [directory = "", signal = "/"] = process.argv.slice(2);
say("ready");
/** Without sleeping: two of them must come at the same time. */
while (!existsSync(signal)) continue;
try {
  const lock = lockDataDirectory(directory, { url: `http://127.0.0.1:${process.pid}` });
  say("taken");
  setInterval(() => lock.tell({ url: "still here" }), 1000);
} catch (error) {
  say(isPremiseError(error) ? `${error.code} ${error.message}` : String(error));
}
