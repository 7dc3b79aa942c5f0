/** @module Judges texts by a calibration that has not seen them: the fused log ratio, and each channel's by itself. */
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { linearLogOdds } from "../../../src/credence/calibration/cross-fit.ts";
import type { Calibration } from "../../../src/credence/calibration/schema.ts";
import { featuresOf, type FreeChannel, freeChannels } from "../../../src/credence/channels/features.ts";
import { estimateProvenance, judgedPart } from "../../../src/credence/observed/estimate.ts";
import type { LabelledReading } from "../../../src/credence/observed/examples.ts";
import { bucketOf } from "../../../src/credence/lengths.ts";

export const scores = [...freeChannels, "fused"] as const;
export type ScoreName = FreeChannel | "fused";

export type Judged = {
  readonly prompt: string;
  readonly domain: string;
  readonly generator: string;
  readonly isMachine: boolean;
  /** Of the whole text. */
  readonly tokens: number;
  /** Log-odds at prior 1/2 in nats; null where it can't be measured. Channels have theirs also where the fused one is refused. */
  readonly logOdds: Readonly<Record<ScoreName, number | null>>;
  /** Why the fused one can't be measured. */
  readonly reason: string | null;
};

export function judge({ reading, prompt, domain, generator, author, tokens }: LabelledReading & { readonly tokens: number }, calibration: Calibration): Judged {
  const credence = estimateProvenance({ calibration, prior: 1 / 2, reading });
  const isRefused = isCannotMeasure(credence);
  const logOdds = { ...channelsOf(calibration, reading), fused: isRefused ? null : credence.logOdds };
  return { prompt, domain, generator, isMachine: author === "ai", tokens, logOdds, reason: isRefused ? credence.reason : null };
}

function channelsOf(calibration: Calibration, reading: LabelledReading["reading"]): Record<FreeChannel, number | null> {
  const part = judgedPart(calibration, reading);
  const channels = calibration.buckets[bucketOf(part.logprob.length) ?? ""]?.channels ?? {};
  const features = featuresOf(part, part.logprob.length);
  const of = (name: FreeChannel): number | null => {
    const [channel, own] = [channels[name], isCannotMeasure(features) ? null : features[name]];
    return channel === undefined || own === null ? null : linearLogOdds(channel.fit, own);
  };
  return { hidden: of("hidden"), surprisal: of("surprisal"), curvature: of("curvature") };
}
