/** @module The page's part on free channels. */
import { isCannotMeasure } from "../../../../src/protocol/results.ts";
import type { ChannelRow, Free, FreeRow } from "../parts/free.ts";
import type { Sufficiency, SufficiencyOf } from "../parts/sufficiency.ts";
import { show, showCount, showRefusal, showShare } from "./show.ts";
import { toTable } from "../../../common/table.ts";

export function describeFree(): string[] {
  return [
    "## Free channels beside the native one",
    "*hidden*, *surprisal*, *curvature* and the three *fused*, fitted on the native posterior and held out by premise and by prompt. AUROC against the drawn label; Spearman's correlation with the native log ratio within texts drawn under the premise; log loss of the drawn label, both kinds weighing the same (knowing nothing costs 0.693): of a channel as it is held out, of *fused* after the map that credences are given by, fitted on the other folds. Intervals of AUROC and log loss resample whole premises. *No weight*: the lower end of its AUROC is not above 0.5. One text counts once, at the beginning of its bucket.",
  ];
}

export function renderFree({ rows }: Free): string[] {
  return [
    toTable(["question", "bucket", "human, contrast texts", "channel", "AUROC", "with native, in human texts", "log loss"], rows.flatMap((row) => {
      const head = [row.question, row.bucket, `${row.human}, ${row.contrast}`];
      return isCannotMeasure(row.channels) ? [[...head, showRefusal(row.channels), "", "", ""]] : row.channels.map((channel) => [...head, ...channelCells(channel)]);
    })),
    "**How often they suffice.** A text is sure where the fused log-odds lie a margin below, or above, the gate's threshold; the margins are those with which other folds' sure texts had the native verdict in 97 %, on either side (95 % are to hold here). *Sure*: the share that needs no second pass. *Native accepts*: what calling everything accepted would agree with.",
    toTable(["question", "bucket", "gate", "texts", "sure", "same verdict as native", "native accepts"], rows.flatMap(sufficiencyRows)),
  ];
}

function channelCells({ channel, used, auroc, withNative, loss }: ChannelRow): string[] {
  return [used ? channel : `${channel} (no weight)`, show(auroc), show(withNative), show(loss)];
}

function sufficiencyRows({ question, bucket, sufficiency }: FreeRow): string[][] {
  const cells = ({ sure, agreement, nativeAccepts }: SufficiencyOf): string[] => [showCount(sure), showCount(agreement), showShare(nativeAccepts)];
  const titles: Record<Sufficiency["gate"], string> = { default: "default", own: "the premise's prior as it is" };
  return sufficiency.flatMap(({ gate, mixture, human }) => [[question, bucket, titles[gate], "human", ...cells(human)], [question, bucket, titles[gate], "mixture", ...cells(mixture)]]);
}
