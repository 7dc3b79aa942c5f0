/** @module The page of what steps of reasoning cost. */
import { type CostRow, laterOf } from "./rows.ts";

/** The bar: tokens evaluated for a step against the new ones. */
const bar = 1.1;

export function renderPage(rows: readonly CostRow[]): string {
  return `# What a step of reasoning costs

This page is written by \`npm run perf -- reason-cost\`. Do not edit it by hand.

Each thought is drawn behind the notes so far, and scored behind the same notes in every contrast's document. What stood there before was evaluated already and is found in the cache, so a step should cost the tokens that are new in it: those drawn, and those inserted before them (a number, a name, what other members of a panel said, a restated setting). Here: tokens that the model evaluated for a draft (read, scored or drawn) over tokens that are new, both over all documents. Each person's first draft is left out, before which the document itself has to be read whole. A ratio below 1: the last token drawn is not evaluated before the next draft.

| model | policy | mode | drafts | evaluated for a new token | most in one draft | at most ${bar} |
| --- | --- | --- | --- | --- | --- | --- |
${rows.map(renderRow).join("\n")}

The cache had room for 16,384 tokens, as \`premise reason\` gives it (or the model's own limit: 8,192 of SmolLM2). Refused drafts are counted like kept ones. Policies other than none ran with a limit of 0.5 from a prior of 0.5, so that some drafts are refused. Seeds and every draft are in [the data](data/reason-cost-measured.json).
`;
}

function renderRow({ model, policy, deterministic, thoughts, ratio }: CostRow): string {
  const later = laterOf(thoughts);
  const refused = thoughts.filter(({ kept }) => !kept).length;
  const most = Math.max(...later.map((each) => each.ratio));
  const verdict = ratio <= bar ? (most <= bar ? "reached in every draft" : "reached over the chain") : "missed";
  return `| ${model} | ${policy} | ${deterministic ? "deterministic" : "usual"} | ${thoughts.length} (${refused} refused) | ${ratio.toFixed(3)} | ${most.toFixed(3)} | ${verdict} |`;
}
