/** @module An open question: several sampled answers; those that say the same are one answer with its share. */
import { askQuestion, createMemoryRunStore, findPremise, openPredictor, systemClock } from "../src/index.ts";

const question = "Why does the bread rise?";

await using predictor = await openPredictor(process.env["PREMISE_EXAMPLE_MODEL"] ?? "world", { env: process.env });
const store = createMemoryRunStore({ clock: systemClock, version: "example", unique: () => crypto.randomUUID() });
const recorder = await store.start({ kind: "ask", title: question });

const result = await askQuestion({
  question, predictor, recorder, clock: systemClock,
  premise: findPremise("plain-continuation"),
  samples: 40, maxTokens: 3, temperature: 0.5, seed: 7,
});
for (const { text, probability, samples, share } of result.answers) {
  const [low, high] = share?.interval ?? [NaN, NaN];
  console.log(`${String(samples).padStart(3)} of 40 = ${probability.toFixed(3)} [${low.toFixed(2)}, ${high.toFixed(2)}]  ${JSON.stringify(text)}`);
}
console.log(`${result.cost.generatedTokens} tokens drawn, seed ${result.seed}: run it again and it says the same`);
