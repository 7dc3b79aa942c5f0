/** @module The page's part on truth. */
import { isTrue, judgeFault } from "../findings.ts";
import type { DriftRow } from "../parts/drift.ts";
import type { GroupRow, Truth } from "../parts/truth.ts";
import { setting } from "../setting.ts";
import { judgedHead, show, showJudged } from "./show.ts";
import { toTable } from "../../../common/table.ts";

export function describeTruth(): string[] {
  return [
    "## Truth: the raw posterior",
    "![Reliability diagrams of the raw posterior](pictures/credence-reliability.svg)",
    [
      "log mean p(text | contrast) - log p(text | premise) over the sampled ids, and the weights of the mixture as prior (1/2 for `authorIsAi`: of every batch eight texts are the premise's own and two those of each kind of author; for `aiInWorld` 1/9 in the first 48 batches, 3/7 in the next 24, 2/3 in later ones). Nothing is fitted or clipped.",
      `*Test*: Cox's, intercept 0 and slope 1 at once, p by redrawing 999 times, so that it holds where few outcomes can surprise. *ECE*: ten equally filled bins, less what right probabilities show on average; its interval and null band at ${100 * (1 - setting.alpha)} %, redrawn 2,000 times. A text that ended before the length counts whole.`,
      "*Redrawn*: as the plan draws, which fixes how many texts of each kind there are. With the weights that make the mean posterior the prior, as many texts as were drawn under contrasts come from the same texts by their posterior p, and as many as were drawn under the premise by 1 - p. Texts of batches with one prior are redrawn together; that the plan fixes the numbers within batches and by kind of author is left out, which errs a little to the side of not rejecting.",
    ].join(" "),
  ];
}

export function renderTruth({ rows, drift, faults, premises, kinds }: Truth): string[] {
  return [
    toTable(["question", "tokens", ...judgedHead, "means what it says"], rows.map((row) => [row.question, String(row.length), ...showJudged(row), { reached: "not rejected", missed: "rejected", none: "cannot measure" }[isTrue(row) ?? "none"]])),
    "**The sampler alone**: of texts drawn under the premise, log p and entropy summed over the tokens, mean over texts. 0 nats where they were drawn as they are scored; that it is, is tested by the texts' own spread (normal, two-sided). It is the test's second half: a tail that top-p cuts is cut from the premise's texts and the contrasts' alike, so that their ratio hardly shows it ([why there are two](decisions/2026-11-26-two-halves-of-truth.md)).",
    toTable(["drawn", ...setting.lengths.map((length) => `${length} tokens`)], [["plain", ...driftCells(drift)], ...faults.flatMap((fault) => (fault.drift === null ? [] : [[fault.title, ...driftCells(fault.drift)]]))]),
    "**Planted faults**, by the same test. Those of the sampler are texts drawn so and scored as plain; those of a token shift one side's log p, so that it reads tokens 2 to n + 1 where the other reads 1 to n.",
    toTable(["fault", "tokens", ...judgedHead, "found"], faults.flatMap((fault) => {
      const { verdict } = judgeFault(fault);
      if (fault.rows === null) return [[fault.title, "no table", ...judgedHead.map(() => ""), ""]];
      return fault.rows.map((row) => [fault.title, String(row.length), ...showJudged(row), { reached: "yes", missed: "no", none: "cannot measure" }[verdict ?? "none"]]);
    })),
    "**AUROC by length**, `authorIsAi`: texts of one kind of contrast against the human ones, then by premise.",
    groupTable("kind", kinds),
    groupTable("premise", premises),
  ];
}

function driftCells(drift: readonly DriftRow[]): string[] {
  return setting.lengths.map((length) => show(drift.find((row) => row.length === length)?.excess, 2));
}

/** A row a group, a column a length. */
function groupTable(name: string, rows: readonly GroupRow[]): string {
  const lengths = [...new Set(rows.map(({ length }) => length))];
  const groups = [...new Set(rows.map(({ group }) => group))];
  return toTable([name, ...lengths.map((length) => `${length} tokens`)], groups.map((group) => [group, ...lengths.map((length) => show(rows.find((row) => row.group === group && row.length === length)?.auroc, 2))]));
}
