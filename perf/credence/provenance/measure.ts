/** @module Measures one model: a calibration for every split, and what it says of the texts that it has not seen. */
import { toProbability } from "../../../src/stats/log-space.ts";
import { calibrateProvenance } from "../../../src/credence/observed/calibrate.ts";
import { cutTo } from "../../../src/credence/observed/beginning.ts";
import type { LabelledReading } from "../../../src/credence/observed/examples.ts";
import type { PredictorInfo } from "../../../src/predictor/predictor.ts";
import { createRandom, deriveSeed } from "../../../src/random/seeded.ts";
import { reliabilityBins } from "../../../src/stats/calibration/reliability.ts";
import { estimateClusterAuroc } from "../../../src/stats/ranking/cluster-auroc.ts";
import { balance, figuresOf, type Measured, shareNotMeasured } from "./figures.ts";
import { judge, type Judged, type ScoreName, scores } from "./judge.ts";
import type { GeneratorReport, LengthReport, SplitReport, VariantReport } from "./results.ts";
import { setting } from "./setting.ts";
import { listSplits, type Split, type SplitKind, splitKinds } from "./splits.ts";
import { measureVariants } from "./variants.ts";

export type ReadText = LabelledReading & { readonly tokens: number };
type Lengthwise = { readonly tokens: number | null; readonly judged: readonly Judged[] };
type SplitRun = { readonly split: Split; readonly lengthwise: readonly Lengthwise[] };

export type Measurement = { readonly splits: SplitReport[]; readonly generators: GeneratorReport[]; readonly lengths: LengthReport[]; readonly variants: VariantReport[] };

/** `progress` is told each split, and may throw to stop. */
export async function measureModel(info: PredictorInfo, texts: readonly ReadText[], date: string, progress: (line: string) => Promise<void>): Promise<Measurement> {
  const runs: SplitRun[] = [];
  for (const split of listSplits(texts)) {
    const { calibration } = calibrateProvenance(info, texts.filter(split.learns), { source: "labelled pairs", seed: setting.seed, date });
    const tested = texts.filter(split.judges);
    const lengthwise = [null, ...setting.lengths].map((tokens): Lengthwise => ({ tokens, judged: tested.flatMap((text) => (tokens !== null && text.tokens < tokens ? [] : [judge(cut(text, tokens), calibration)])) }));
    runs.push({ split, lengthwise });
    await progress(`${info.model}: ${split.kind}, ${split.id}: ${tested.length} texts judged, learned from ${texts.filter(split.learns).length}`);
  }
  const variants = await measureVariants(info, texts, date, progress);
  const kinds = splitKinds.map(({ id }) => ({ kind: id, runs: runs.filter(({ split }) => split.kind === id) }));
  return {
    variants,
    splits: kinds.flatMap(({ kind, runs: own }, k) => {
      const single = kind === "prompt" ? [] : own.map(({ split, lengthwise }, i) => reportSplit(kind, split.id, wholeOf(lengthwise), deriveSeed(setting.seed, 100 * k + i + 1)));
      return [reportSplit(kind, null, own.flatMap(({ lengthwise }) => wholeOf(lengthwise)), deriveSeed(setting.seed, 100 * k)), ...single];
    }),
    generators: kinds.flatMap(({ kind, runs: own }) => reportGenerators(kind, own.flatMap(({ lengthwise }) => wholeOf(lengthwise)))),
    lengths: kinds.flatMap(({ kind, runs: own }) => [null, ...setting.lengths].map((tokens) => reportLength(kind, tokens, own.flatMap(({ lengthwise }) => lengthwise.find((each) => each.tokens === tokens)?.judged ?? [])))),
  };
}

function cut(text: ReadText, tokens: number | null): ReadText {
  return tokens === null ? text : { ...text, tokens, reading: cutTo(text.reading, tokens) };
}

function wholeOf(lengthwise: readonly Lengthwise[]): readonly Judged[] {
  return lengthwise.find(({ tokens }) => tokens === null)?.judged ?? [];
}

function reportSplit(kind: SplitKind, id: string | null, judged: readonly Judged[], seed: number): SplitReport {
  const even = balance(judged.flatMap((each) => (each.logOdds.fused === null ? [] : [{ ...each, p: toProbability(each.logOdds.fused) }])), createRandom(seed));
  return {
    kind, id,
    scores: byScore((name, i) => figuresOf(judged, name, deriveSeed(seed, i))),
    notMeasured: shareNotMeasured(judged, setting.longerThan),
    reasons: Object.fromEntries([...Map.groupBy(judged.filter(({ reason }) => reason !== null), ({ reason }) => reason as string)].map(([reason, own]) => [reason, own.length])),
    reliability: reliabilityBins(even.map(({ p }) => p), even.map(({ isMachine }) => isMachine)),
  };
}

function reportGenerators(kind: SplitKind, judged: readonly Judged[]): GeneratorReport[] {
  const sources = [...Map.groupBy(judged.filter(({ isMachine }) => isMachine), ({ domain, generator }) => `${domain}/${generator}`).values()];
  return sources.flatMap((own): GeneratorReport[] => {
    const [first] = own;
    if (first === undefined) return [];
    const { domain, generator } = first;
    const prompts = new Set(own.map(({ prompt }) => prompt));
    const rows = [...own, ...judged.filter((each) => !each.isMachine && prompts.has(each.prompt))];
    return [{ kind, domain, generator, machines: own.length, auroc: byScore((name) => aurocOf(rows, name)) }];
  }).sort((a, b) => (`${a.domain}/${a.generator}` < `${b.domain}/${b.generator}` ? -1 : 1));
}

function reportLength(kind: SplitKind, tokens: number | null, judged: readonly Judged[]): LengthReport {
  return { kind, tokens, auroc: byScore((name) => aurocOf(judged, name)), notMeasured: shareNotMeasured(judged, 0) };
}

function aurocOf(judged: readonly Judged[], name: ScoreName): Measured {
  const rows = judged.flatMap(({ logOdds, isMachine, prompt }) => (logOdds[name] === null ? [] : [{ score: logOdds[name], positive: isMachine, cluster: prompt }]));
  return estimateClusterAuroc(rows, createRandom(setting.seed), { interval: "percentile", resamples: 1000 });
}

function byScore<T>(of: (name: ScoreName, index: number) => T): Record<ScoreName, T> {
  const [hidden, surprisal, curvature, fused] = scores.map((name, i) => of(name, i)) as [T, T, T, T];
  return { hidden, surprisal, curvature, fused };
}
