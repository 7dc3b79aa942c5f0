/** @module Where the log likelihood ratios of steps come from: small worlds whose laws are known, behind an interface that any other world can stand behind. */
import { createExactWorld } from "../../../src/predictor/world/steps/posterior.ts";
import { createSampler, drawOutcome, ratioTable } from "../../../src/predictor/world/steps/runs.ts";
import { aurocOf, createStepLaw, findVoice, type Pair, separate } from "../../../src/predictor/world/steps/step-law.ts";
import { datedWorld } from "../../../src/predictor/world/steps/step-worlds.ts";
import { createRandom, type Random } from "../../../src/random/seeded.ts";
import { logMeanExp } from "../../../src/stats/log-space.ts";
import { createNormal, solveRising, toSeparation } from "./normal.ts";
import { setting } from "./setting.ts";

/** One run: the log likelihood ratios of its next step against each contrast, in nats, when the human (null) or contrast k writes it. */
export type SourceRun = { readonly next: (author: number | null) => readonly number[] };

export type StepSource = {
  readonly contrasts: number;
  /** How well one step tells a contrast's from a human one. */
  readonly auroc: number;
  /** Mean nats that a step by a contrast adds to its own log likelihood ratio. */
  readonly drift: number;
  readonly start: (random: Random) => SourceRun;
};

/** `pairs`: of simulated steps, where the AUROC has no closed form. */
export type SourceKind = { readonly id: string; readonly title: string; readonly method: string; readonly create: (auroc: number, pairs?: number) => StepSource };

const overlap = 0.5;
const severalContrasts = 4;

export const sourceKinds: readonly SourceKind[] = [
  { id: "normal", title: "normal", method: "one contrast; a step's log likelihood ratio is normal under both authors", create: createNormalSource },
  { id: "least", title: "least informative", method: "one contrast; of all laws with this AUROC the one whose steps carry the fewest nats: the human's score is uniform, the contrast's tilted exponentially", create: createLeastSource },
  { id: "several", title: "four contrasts", method: `${severalContrasts} normal contrasts, correlated ${overlap}, of which a switch takes one at random and keeps it; AUROC of the mean ratio, set by simulation to 0.002`, create: createSeveralSource },
  { id: "exact-world", title: "exact world", method: `steps of the world ${datedWorld.id} on hard tasks: its expert against its oracle, moved along the line between the two until a step has this AUROC; ratios are the world's own, in closed form`, create: createWorldSource },
];

/** Every law at every AUROC, in the order in which seeds are given out. */
export function listCells(): (SourceKind & { readonly auroc: number })[] {
  return sourceKinds.flatMap((kind) => setting.aurocs.map((auroc) => ({ ...kind, auroc })));
}

export function createNormalSource(auroc: number): StepSource {
  const d = toSeparation(auroc);
  return {
    contrasts: 1, auroc, drift: d ** 2 / 2,
    start: (random) => {
      const normal = createNormal(random);
      return { next: (author) => [d * normal() + (author === null ? -1 : 1) * (d ** 2 / 2)] };
    },
  };
}

/**
 * AUROC is the contrast's mean of the human's own quantile, so no law with this AUROC has a smaller divergence than the uniform law tilted to that
 * mean (Csiszár, Annals of Probability 3, 1975: the I-projection on a linear constraint is exponential).
 */
export function createLeastSource(auroc: number): StepSource {
  const mean = (tilt: number): number => 1 / -Math.expm1(-tilt) - 1 / tilt;
  const tilt = solveRising(mean, auroc, 1e-6, 1e4);
  const logNorm = tilt + Math.log(-Math.expm1(-tilt) / tilt);
  const draw = (author: number | null, u: number): number => (author === null ? u : 1 + Math.log(u + (1 - u) * Math.exp(-tilt)) / tilt);
  return { contrasts: 1, auroc, drift: tilt * auroc - logNorm, start: (random) => ({ next: (author) => [tilt * draw(author, random.uniform()) - logNorm] }) };
}

/** Contrast k moves the mean along an axis that all share and along one of its own. */
export function createSeveralSource(auroc: number, pairs = 50_000): StepSource {
  const distance = solveRising((d) => simulateAuroc(startSeveral(d, createRandom(1)), pairs), auroc, 0.05, 12, 14);
  return { contrasts: severalContrasts, auroc, drift: distance ** 2 / 2, start: (random) => startSeveral(distance, random) };
}

function startSeveral(distance: number, random: Random): SourceRun {
  const normal = createNormal(random);
  const [common, own] = [Math.sqrt(overlap), Math.sqrt(1 - overlap)];
  return {
    next: (author) => {
      const shift = author === null ? 0 : distance;
      const along = common * (normal() + shift * common);
      return Array.from({ length: severalContrasts }, (_, k) => distance * (along + own * (normal() + (k === author ? shift * own : 0))) - distance ** 2 / 2);
    },
  };
}

/** The human half is the world's own expert; what he and the oracle differ in stays the same, how much is set. */
export function createWorldSource(auroc: number): StepSource {
  const law = createStepLaw(createExactWorld(datedWorld), "[hard]");
  const [human, oracle] = (["expert+", "oracle"] as const).map((id) => law.probabilities[findVoice(law, id)] as Float64Array);
  const pair: Pair = { human: human as Float64Array, contrast: separate({ human: human as Float64Array, contrast: oracle as Float64Array }, auroc) };
  const ratios = ratioTable(pair);
  const [whenHuman, whenContrast] = [createSampler(pair.human), createSampler(pair.contrast)];
  return {
    contrasts: 1, auroc: aurocOf(pair), drift: pair.contrast.reduce((sum, p, outcome) => sum + p * (ratios[outcome] as number), 0),
    start: (random) => ({ next: (author) => [ratios[drawOutcome(author === null ? whenHuman : whenContrast, random)] as number] }),
  };
}

/** Share of pairs in which the contrast's step has the greater mean ratio; its standard error is below 0.0016 with 50,000. */
function simulateAuroc(run: SourceRun, pairs: number): number {
  let above = 0;
  for (let i = 0; i < pairs; i++) above += logMeanExp(run.next(i % severalContrasts)) > logMeanExp(run.next(null)) ? 1 : 0;
  return above / pairs;
}
