/** @module Contexts that are tried again and again, with laws that are known: normal drafts, and a free channel that errs alike in all tries of a context. */
import type { Random } from "../../../src/random/seeded.ts";
import { normalCdf, normalQuantile } from "../../../src/stats/normal.ts";
import { createNormal, toSeparation } from "./normal.ts";
import { setting } from "./setting.ts";

/** Log likelihood ratios of this draft alone, in nats: of the channel that decides, and of the one that looks on. */
export type Draft = { readonly isAi: boolean; readonly gate: number; readonly audit: number };

export type World = {
  readonly id: "a" | "b" | "c";
  readonly title: string;
  /** Over its panel of the picture. */
  readonly short: string;
  readonly method: string;
  readonly draw: (isAi: () => boolean, random: Random) => Draft[];
  /** P(a context of this author is accepted within the tries by a gate that forgets refused drafts, at this log ratio). */
  readonly accepts: (isAi: boolean, tries: number, logRatio: number) => number;
};

/** AUROC of one draft: of the exact channel in (a) and (b), and in (c), where the free one has 0.864. */
const exactAuroc = 0.85;
const nativeAuroc = 0.95;
/** Another wording of the contrasts: AUROC of one draft, and how far its noise is the gate's given the author. */
const wordingAuroc = 0.8;
const wordingCorrelation = 0.5;
/** Standard deviations, where a draft's own is 1: what the free channel gets wrong by context, and by try. */
const contextError = 1.5;
const tryError = 0.6;

const most = Math.max(...setting.tries);

export const worlds: readonly World[] = [
  {
    id: "a", title: "author redrawn each try, exact channel", short: "author redrawn, exact channel", method: `every try draws its author; the gate's posterior is exact for a draft (AUROC ${exactAuroc})`,
    draw: (isAi, random) => drawExact(() => isAi(), random),
    accepts: (isAi, _, logRatio) => acceptsExact(isAi, logRatio),
  },
  {
    id: "b", title: "author held, exact channel", short: "author held, exact channel", method: `the author is drawn once a context; the same channel. Audit: another wording (AUROC ${wordingAuroc}), whose noise is correlated ${wordingCorrelation} with the gate's, over all drafts`,
    draw: (isAi, random) => { const held = isAi(); return drawExact(() => held, random); },
    accepts: (isAi, tries, logRatio) => 1 - (1 - acceptsExact(isAi, logRatio)) ** tries,
  },
  {
    id: "c", title: "author held, free channel with an error that a context shares", short: "author held, free channel, shared error", method: `the gate's channel is calibrated for one draft (AUROC ${aurocOf(toSeparation(nativeAuroc) / freeDeviation())}), but ${((100 * contextError ** 2) / (contextError ** 2 + tryError ** 2)).toFixed(0)} % of its error's variance is one draw a context. Audit: native (AUROC ${nativeAuroc}), over all drafts`,
    draw: drawFree,
    accepts: acceptsFree,
  },
];

function drawExact(isAi: () => boolean, random: Random): Draft[] {
  const normal = createNormal(random);
  const [d, other] = [toSeparation(exactAuroc), toSeparation(wordingAuroc)];
  return Array.from({ length: most }, () => {
    const ai = isAi();
    const sign = ai ? 0.5 : -0.5;
    const noise = normal();
    const otherNoise = wordingCorrelation * noise + Math.sqrt(1 - wordingCorrelation ** 2) * normal();
    return { isAi: ai, gate: d * (sign * d + noise), audit: other * (sign * other + otherNoise) };
  });
}

function drawFree(isAi: () => boolean, random: Random): Draft[] {
  const normal = createNormal(random);
  const d = toSeparation(nativeAuroc);
  const ai = isAi();
  const error = contextError * normal();
  return Array.from({ length: most }, () => {
    const x = (ai ? d : -d) / 2 + normal();
    return { isAi: ai, gate: (d * (x + error + tryError * normal())) / freeDeviation() ** 2, audit: d * x };
  });
}

/** Of the free channel's reading of one draft. */
function freeDeviation(): number {
  return Math.sqrt(1 + contextError ** 2 + tryError ** 2);
}

function acceptsExact(isAi: boolean, logRatio: number): number {
  const d = toSeparation(exactAuroc);
  return normalCdf(logRatio / d - (isAi ? d : -d) / 2);
}

/** By the midpoint rule over the shared error's quantiles. */
function acceptsFree(isAi: boolean, tries: number, logRatio: number): number {
  const d = toSeparation(nativeAuroc);
  const parts = 2000;
  let sum = 0;
  for (let i = 0; i < parts; i++) {
    const mean = (isAi ? d : -d) / 2 + contextError * normalQuantile((i + 0.5) / parts);
    sum += 1 - (1 - normalCdf(((logRatio * freeDeviation() ** 2) / d - mean) / Math.hypot(1, tryError))) ** tries;
  }
  return sum / parts;
}

function aurocOf(separation: number): string {
  return normalCdf(separation / Math.SQRT2).toFixed(3);
}
