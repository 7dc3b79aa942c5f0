/** @module The lines of a file scored through the library, in a process of its own: prints the seconds of the model's load and of the scoring. */
import { readFileSync } from "node:fs";
import { openPredictor } from "../../src/predictor/choose.ts";
import { scoreTexts, type TextRequest } from "../../src/score/continuation.ts";

const [model = "", file = "", threads = "1"] = process.argv.slice(2);
const lines = readFileSync(file, "utf8").split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as TextRequest);
const start = performance.now();
await using predictor = await openPredictor(model, { env: process.env, threads: Number(threads) });
const loaded = performance.now();
const outcomes = await scoreTexts(predictor, lines);
const done = performance.now();
if (!outcomes.every((outcome) => outcome.ok)) throw new Error("a line could not be scored");
process.stdout.write(`${JSON.stringify({ modelLoad: (loaded - start) / 1000, library: (done - loaded) / 1000 })}\n`);
