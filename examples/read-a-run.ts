/** @module A recorded run: its steps, what they cost, and that a changed record is noticed. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askQuestion, createJsonlRunStore, findPremise, isPremiseError, openPredictor, systemClock } from "../src/index.ts";

const directory = await mkdtemp(join(tmpdir(), "premise-example-"));
const store = createJsonlRunStore({ directory, clock: systemClock, version: "example", unique: () => crypto.randomUUID() });
await using predictor = await openPredictor(process.env["PREMISE_EXAMPLE_MODEL"] ?? "world", { env: process.env });

const question = "Why do the leaves turn red?";
const recorder = await store.start({ kind: "ask", title: question });
const { runId } = await askQuestion({ question, premise: findPremise("domain-expert"), predictor, recorder, clock: systemClock, samples: 2, maxTokens: 8 });

const run = await store.read(runId);
console.log(`${run.header.kind}: ${run.header.title} (${run.status}, ${run.cost.generatedTokens} tokens written)`);
for (const { id, kind, parent, seed, cost } of run.steps) {
  console.log(`${id.slice(0, 12)} after ${parent?.slice(0, 12) ?? "nothing"}: ${kind}, seed ${seed}, ${cost.promptTokens} + ${cost.generatedTokens} tokens`);
}

// A step's id is the hash of its content and its parent: change one word in a step, and reading the run fails.
const [file = ""] = await readdir(directory);
const path = join(directory, file);
const [header, ...steps] = (await readFile(path, "utf8")).split("\n");
await writeFile(path, [header, ...steps.map((step) => step.replace("turn red", "turn blue"))].join("\n"));
await store.read(runId).then(
  () => console.log("the change went unnoticed"),
  (error: unknown) => console.log(`after an edit: ${isPremiseError(error) ? error.code : String(error)}`),
);
await rm(directory, { recursive: true });
