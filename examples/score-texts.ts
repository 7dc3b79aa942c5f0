/** @module log P(text | context): every token, per byte, and a border that is refused. */
import { openPredictor, perByte, scoreTexts } from "../src/index.ts";

await using predictor = await openPredictor(process.env["PREMISE_EXAMPLE_MODEL"] ?? "world", { env: process.env });

const context = "The bread rises because the";
const outcomes = await scoreTexts(predictor, [
  { context, continuation: " yeast makes carbon dioxide." },
  { context, continuation: " moon makes carbon dioxide." },
  // The word is cut in two, but the model reads it as one token: there is nothing honest to score.
  { context: "The bread rises because the ye", continuation: "ast makes carbon dioxide." },
]);

for (const outcome of outcomes) {
  if (!outcome.ok) {
    console.log(`refused: ${outcome.error.code}`);
    continue;
  }
  const tokens = outcome.tokens.map(({ text, logprob }) => `${JSON.stringify(text)} ${logprob?.toFixed(2)}`);
  console.log(`${outcome.logprob?.toFixed(2)} nats, ${perByte(outcome)?.toFixed(2)} a byte: ${tokens.join(", ")}`);
}
