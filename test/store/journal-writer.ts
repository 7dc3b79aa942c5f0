/** @module A process for tests that writes to a journal until it is killed, and counts what was acknowledged. */
import { Journal } from "../../src/store/journal.ts";
import { say } from "./say.ts";

const journal = new Journal({ directory: process.argv[2] ?? "", parse: (value) => value, segmentBytes: 10_000 });
for (let count = 1; ; count++) {
  journal.append({ count, text: "x".repeat(count % 300) });
  say(String(count));
}
