/** @module A question with choices: the distribution over them, under two premises. */
import { askQuestion, createMemoryRunStore, findPremise, openPredictor, systemClock } from "../src/index.ts";

const question = "Why does the bread rise?";
const choices = ["because of the yeast", "because of the moon", "because it gets cold"];

await using predictor = await openPredictor(process.env["PREMISE_EXAMPLE_MODEL"] ?? "world", { env: process.env });
const store = createMemoryRunStore({ clock: systemClock, version: "example", unique: () => crypto.randomUUID() });

for (const id of ["plain-continuation", "expert-panel"]) {
  const recorder = await store.start({ kind: "ask", title: question });
  // "per-token" compares the choices' own texts; "letter", the default, needs a model that has read multiple-choice pages.
  const result = await askQuestion({ question, choices, premise: findPremise(id), predictor, recorder, clock: systemClock, scoring: "per-token" });
  console.log(`${id} (${result.model}, ${result.scoring})`);
  for (const { text, probability, logprob } of result.answers) console.log(`  ${probability.toFixed(3)}  ${logprob.toFixed(2)} nats  ${text}`);
  console.log(`  author is an AI: ${result.credence.authorIsAi.kind}`);
}
