/** @module A question thought through line by line; the run goes on from any step that it has recorded. */
import { createMemoryRunStore, createSteps, defaultReasonRequest, findPremise, openPredictor, reason, systemClock } from "../src/index.ts";

const question = "Why does the bread rise?";
const request = { ...defaultReasonRequest, question, policy: "none" as const, steps: 3, ends: "at-steps" as const, seed: 4 };

await using predictor = await openPredictor(process.env["PREMISE_EXAMPLE_MODEL"] ?? "world", { env: process.env });
const store = createMemoryRunStore({ clock: systemClock, version: "example", unique: () => crypto.randomUUID() });
// With the calibrations of a model (readCalibrations) its credences are measured; without, each says why it is not.
const deps = { predictor, premise: findPremise("working-notes"), calibrations: [], clock: systemClock };

const recorder = await store.start({ kind: "reason", title: question });
const result = await reason(request, deps, createSteps(recorder));
await recorder.finish("done");
for (const [i, { text, credences }] of result.thoughts.entries()) console.log(`${i + 1}. ${JSON.stringify(text.slice(0, 60))}  author is an AI: ${credences.authorIsAi.kind}`);
console.log(`answer: ${JSON.stringify(result.answers[0]?.text.slice(0, 60))}, ${result.cost.generatedTokens} tokens drawn`);

// As after a crash: half of the steps are known, the others are done.
const { steps } = await store.read(recorder.header.id);
const again = await store.start({ kind: "reason", title: question });
const resumed = await reason(request, deps, createSteps(again, { known: steps.slice(0, 3) }));
const same = (await store.read(again.header.id)).steps.every(({ id }, i) => id === steps[i]?.id);
console.log(`resumed after 3 of ${steps.length} steps: ${same ? "the same steps" : "other steps"}, ${resumed.answers[0]?.text === result.answers[0]?.text ? "the same answer" : "another answer"}`);
