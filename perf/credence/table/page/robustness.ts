/** @module The page's part on robustness. */
import { leastAuroc } from "../../../../src/credence/estimate.ts";
import type { LeftOut, Robustness } from "../parts/robustness.ts";
import { setting } from "../setting.ts";
import { judgedHead, show, showJudged } from "./show.ts";
import { toTable } from "../../../common/table.ts";

export function describeRobustness(): string[] {
  return [
    "## Robustness: a wording left out, a kind left out",
    "Texts drawn under one wording, scored by others. A *wording* that credences are measured against is scored by all others, its own kind's audit among them; an audit wording by the four measured ones. A *kind* (both its wordings) is scored by the other kinds' six; *measured wordings* is the same with the measured ones alone, on all batches in place of every fourth. Priors are the mixture's weights. Left out, a ratio is no longer the mixture's, so nothing promises that its posterior means what it says: slope and error are given as they are (p from 199 redrawn sets of outcomes).",
  ];
}

export function renderRobustness({ rows, means, buckets, outside }: Robustness): string[] {
  const order: readonly LeftOut[] = ["nothing", "wording", "kind", "kind, measured wordings", "outside"];
  const sorted = order.flatMap((leftOut) => rows.filter((row) => row.leftOut === leftOut));
  return [
    toTable(["question", "tokens", "wording left out, mean AUROC", "kind left out, mean AUROC"], setting.bucketLengths.map((length) => {
      const of = (leftOut: LeftOut): string => show(means.find((mean) => mean.leftOut === leftOut && mean.length === length)?.auroc);
      return ["authorIsAi", String(length), of("wording"), of("kind")];
    })),
    toTable(["question", "left out", "which", "contexts", "tokens", ...judgedHead], sorted.map((row) => [row.question, row.leftOut, row.id, String(row.against), String(row.length), ...showJudged(row)])),
    outside === null ? "**A premise outside the library**: no table yet." : `**A premise outside the library**: ${outside.map((id) => `\`${id}\``).join(", ")}, above as *outside*.`,
    `**Where a gate may act**: where the lower end of the AUROC's interval is above ${leastAuroc}. Beside it the worst of what is left out: kinds for \`authorIsAi\`, wordings for \`aiInWorld\`, which has one kind.`,
    toTable(["question", "bucket", "AUROC", "may act", "worst left out", "its AUROC", "would act"], buckets.map(({ question, bucket, auroc, acts, worst }) => [question, bucket, show(auroc), acts ? "yes" : "no", worst?.id ?? "", show(worst?.auroc), worst === null ? "" : worst.acts ? "yes" : "no"])),
  ];
}
