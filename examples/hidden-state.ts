/** @module Mean hidden states from the same pass as the log-probabilities: which texts the model reads alike. */
import { openPredictor, requireScores } from "../src/index.ts";

const texts = [
  "The bread rises because the yeast makes carbon dioxide. The evidence is clear.",
  "The leaves turn red because the green pigment breaks down. The evidence is mixed.",
  "Great question! Here are the key points. I hope this helps!",
];

await using predictor = await openPredictor(process.env["PREMISE_EXAMPLE_MODEL"] ?? "world", { env: process.env });
const scores = await requireScores(predictor, texts.map((continuation) => ({ context: "", continuation, want: { hidden: true, statistics: true } })));
const states = scores.map(({ meanHidden }) => meanHidden ?? new Float32Array());

scores.forEach(({ tokens, logprob }, i) => {
  const entropies = tokens.flatMap(({ statistics }) => (statistics === null ? [] : [statistics.entropy]));
  const mean = entropies.reduce((sum, entropy) => sum + entropy, 0) / entropies.length;
  console.log(`${i + 1}: ${states[i]?.length} numbers, ${logprob?.toFixed(1)} nats, mean entropy ${mean.toFixed(2)}  ${texts[i]?.slice(0, 32)}...`);
});
for (const [a, b] of [[0, 1], [0, 2], [1, 2]] as const) {
  console.log(`${a + 1} and ${b + 1}: cosine ${cosine(states[a] ?? [], states[b] ?? []).toFixed(3)}`);
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>): number => Array.from(x).reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
