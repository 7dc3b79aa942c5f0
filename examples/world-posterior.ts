/** @module The exact world: whom a header makes it predict, in closed form beside what sampling finds. */
import { createWorldPredictor, type SampleEvent, type SampleRequest } from "../src/index.ts";

// A mixture of four authors. Its hidden state is P(author | the tokens so far), so every measurement has a known answer.
const authors = ["layman", "expert", "assistant", "imitator"];
const draws = 400;

await using predictor = createWorldPredictor();
console.log(["header".padEnd(9), "author".padEnd(10), "exact", "measured"].join("  "));
for (const header of ["", "[expert]", "[ai]"]) {
  const context = [predictor.info.bos.token ?? 0, ...((await predictor.tokenize([header === "" ? "" : `${header}\n`]))[0] ?? [])];
  const exact = await posteriorAfter(context);
  const measured = await meanOverTexts(context);
  authors.forEach((author, i) => console.log([header.padEnd(9), author.padEnd(10), exact[i]?.toFixed(3), measured[i]?.toFixed(3)].join("  ")));
}

/** The state that predicts the next token is the posterior after the context. */
async function posteriorAfter(context: readonly number[]): Promise<Float32Array> {
  const [scored] = await predictor.score([{ context, continuation: [0], want: { hidden: true } }]);
  if (scored?.ok !== true || scored.meanHidden === null) throw scored?.ok === false ? scored.error : new Error("no hidden state");
  return scored.meanHidden;
}

/** Texts teach who wrote them; on average over texts drawn from the model they must teach nothing that was not known before. */
async function meanOverTexts(context: readonly number[]): Promise<number[]> {
  const sums = authors.map(() => 0);
  for (const text of await drawTexts({ context, maxTokens: 12, seed: 3, n: draws })) {
    const posterior = await posteriorAfter([...context, ...text]);
    for (const i of authors.keys()) sums[i] = (sums[i] ?? 0) + (posterior[i] ?? NaN) / draws;
  }
  return sums;
}

async function drawTexts(request: SampleRequest): Promise<number[][]> {
  const texts: number[][] = Array.from({ length: draws }, () => []);
  for await (const event of predictor.sample([request]) as AsyncIterable<SampleEvent>) {
    if (event.kind === "token") texts[event.sample]?.push(event.token.token);
  }
  return texts;
}
