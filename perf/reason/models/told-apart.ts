/** @module Which differences of one table are told apart where all of them are looked at. */
import { createRandom, type Random } from "../../../src/random/seeded.ts";
import { adjustHolm } from "../../../src/stats/holm.ts";
import { leastQuestions, setting } from "./setting.ts";

/** Of paired differences that would as soon have the other sign if the arms were alike; with few questions, and many that do not differ at all, a bootstrap's intervals are too narrow. */
const flips = 20_000;

/**
 * Two-sided p-values by random sign flips, after Holm's correction for all that can be tested; null where there are too few pairs.
 * Source: Fisher, The Design of Experiments, 1935, section 21.
 */
export function adjustTable(table: readonly (readonly number[])[]): (number | null)[] {
  const raw = table.map((differences) => (differences.length < leastQuestions ? null : flipSigns(differences, createRandom(setting.bootstrap.seed))));
  const adjusted = adjustHolm(raw.filter((p) => p !== null));
  return raw.map((p) => (p === null ? null : (adjusted.shift() ?? null)));
}

function flipSigns(differences: readonly number[], random: Random): number {
  const size = Math.abs(differences.reduce((sum, each) => sum + each, 0));
  // What is equal but for the order of its sum counts as equal.
  const slack = 1e-9 * differences.reduce((sum, each) => sum + Math.abs(each), 0);
  let asFar = 0;
  for (let flip = 0; flip < flips; flip++) {
    const sum = differences.reduce((total, each) => total + (random.uniform() < 0.5 ? each : -each), 0);
    if (Math.abs(sum) >= size - slack) asFar++;
  }
  return (1 + asFar) / (1 + flips);
}
