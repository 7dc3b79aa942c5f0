/** @module Who wrote what a gate accepts when it may try again: by the drawn label, in closed form where there is one, and by audit. */
import { toPosterior } from "../../../src/credence/monitor/posterior.ts";
import { auditAccepted, auditAgainst } from "../../../src/credence/resampling/audit.ts";
import { createRandom, deriveSeed, type Random } from "../../../src/random/seeded.ts";
import { clopperPearson } from "../../../src/stats/clopper-pearson.ts";
import { type Draft, type World, worlds } from "./contexts.ts";
import { type Arm, arms, type Gate } from "./gates.ts";
import type { ResamplingRow } from "./results.ts";
import { type Progress, setting } from "./setting.ts";

/** All arms and numbers of tries of a world see the same `runs` contexts. */
export async function measureResampling(runs: number, seed: number, progress: Progress, auditContexts: number = setting.auditContexts): Promise<ResamplingRow[]> {
  const rows: ResamplingRow[] = [];
  for (const [w, world] of worlds.entries()) {
    const random = createRandom(deriveSeed(seed, w));
    const contexts = Array.from({ length: runs }, () => world.draw(() => random.uniform() < setting.prior, random));
    const cells = arms.filter((arm) => arm.worlds.includes(world.id)).flatMap((arm) => setting.tries.map((tries) => ({ arm, tries })));
    for (const { arm, tries } of cells) {
      const row = measureCell({ world, arm, tries, seed, auditContexts }, contexts, random);
      await progress(`resampling: ${world.id}, ${arm.id}, ${tries} tries: ${"value" in row.share ? row.share.value.toFixed(4) : row.share.reason}`);
      rows.push(row);
    }
  }
  return rows;
}

type Cell = { readonly world: World; readonly arm: Arm; readonly tries: number; readonly seed: number; readonly auditContexts: number };

function measureCell(cell: Cell, contexts: readonly Draft[][], random: Random): ResamplingRow {
  const { world, arm, tries, seed } = cell;
  const gate = arm.create(world, tries, seed);
  const accepted = acceptAll(gate, tries, contexts);
  const humans = contexts.filter((drafts) => drafts[0]?.isAi === false).length;
  return {
    world: world.id, arm: arm.id, tries, limit: gate.limit,
    share: clopperPearson(accepted.filter(isByAi).length, accepted.length),
    closedForm: arm.id === "forgets" ? closedForm(world, tries) : null,
    audit: audit(cell, gate, accepted),
    meanCredence: world.id === "b" ? auditAccepted(accepted.map(creditAudit), random) : null,
    accepted: clopperPearson(accepted.length, contexts.length),
    acceptedHuman: world.id === "a" ? null : clopperPearson(accepted.filter((drafts) => drafts[0]?.isAi === false).length, humans),
  };
}

/** Of each accepted context its drafts up to the accepted one. */
function acceptAll(gate: Gate, tries: number, contexts: readonly Draft[][]): Draft[][] {
  return contexts.flatMap((drafts) => {
    const at = gate.accept(drafts.slice(0, tries));
    return at === null ? [] : [drafts.slice(0, at)];
  });
}

/** In (c) native sees all there is; in (b) another wording is read against labelled contexts that went through the same gate. */
function audit({ world, tries, seed, auditContexts }: Cell, gate: Gate, accepted: readonly Draft[][]): ResamplingRow["audit"] {
  const random = createRandom(deriveSeed(seed, 88));
  if (world.id === "a") return null;
  if (world.id === "c") return auditAccepted(accepted.map(creditAudit), random);
  const labelled = acceptAll(gate, tries, Array.from({ length: auditContexts }, (_, i) => world.draw(() => i % 2 === 1, random)));
  const valuesOf = (isAi: boolean): number[] => labelled.filter((drafts) => isByAi(drafts) === isAi).map(creditAudit);
  return auditAgainst({ accepted: accepted.map(creditAudit), human: valuesOf(false), ai: valuesOf(true) }, random);
}

function isByAi(drafts: readonly Draft[]): boolean {
  return drafts.at(-1)?.isAi ?? false;
}

/** What the audit's channel makes of all drafts of a context. */
function creditAudit(drafts: readonly Draft[]): number {
  return toPosterior(drafts.reduce((sum, { audit: logRatio }) => sum + logRatio, 0), setting.prior).value;
}

/** Of a gate that looks at each draft by itself: the share among what it accepts. */
export function closedForm(world: World, tries: number): number {
  const { prior, limit } = setting;
  const logRatio = Math.log(limit / (1 - limit)) - Math.log(prior / (1 - prior));
  const [ai, human] = [world.accepts(true, tries, logRatio), world.accepts(false, tries, logRatio)];
  return (prior * ai) / (prior * ai + (1 - prior) * human);
}
