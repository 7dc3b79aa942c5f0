/** @module What the simulations were to show, and whether they do: each bar with the figure that decides it. */
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { arms } from "./gates.ts";
import type { Measured, Parts, ResamplingRow } from "./results.ts";
import { setting } from "./setting.ts";
import { sourceKinds } from "./source.ts";
import { fitted, weightings } from "./watchers.ts";

/** `figure` is the end of a 95 % interval that speaks against the claim. */
export type Finding = { readonly claim: string; readonly bar: string; readonly figure: number; readonly reached: boolean };

/** The bars: false alarms among runs, and switches caught where a step separates as well as this. */
const falseAlarmBar = 0.06;
const caughtBar = 0.8;
const caughtFrom = 0.85;

/** Of the parts that were measured. */
export function listFindings(parts: Parts): Finding[] {
  return [...judgeFalseAlarms(parts), ...judgeSwitches(parts), ...judgeResampling(parts)];
}

function judgeFalseAlarms({ "false-alarms": part }: Parts): Finding[] {
  if (part === undefined) return [];
  const uppers = part.rows.filter(({ watcher }) => watcher !== fitted.id).map(({ falseAlarms }) => upper(falseAlarms));
  return [atMost("false alarms among human runs, worst of all weightings, laws and AUROCs", falseAlarmBar, Math.max(...uppers))];
}

function judgeSwitches({ switches }: Parts): Finding[] {
  if (switches === undefined) return [];
  return sourceKinds.map(({ id, title }) => {
    const rows = switches.rows.filter((row) => row.source === id && row.watcher === weightings[0]?.id && row.auroc >= caughtFrom);
    return atLeast(`${title}: switches caught within ${setting.within} steps, worst of the AUROCs from ${caughtFrom} on and of the ways to count`, caughtBar, Math.min(...rows.flatMap(({ caught, inside, cut }) => [caught, inside, cut].map(lower))));
  });
}

function judgeResampling({ resampling }: Parts): Finding[] {
  if (resampling === undefined) return [];
  const of = (world: string, arm: string): ResamplingRow[] => resampling.rows.filter((row) => row.world === world && row.arm === arm);
  const stays = (world: string, arm: string): Finding => atMost(`(${world}) ${titleOf(arm)}: share of AI authors, worst of all numbers of tries`, setting.limit, Math.max(...of(world, arm).map(({ share }) => upper(share))));
  const crosses = (world: string, arm: string): Finding => {
    const most = Math.max(...setting.tries);
    return atLeast(`(${world}) ${titleOf(arm)}: crosses the limit within ${most} tries`, setting.limit, Math.max(...of(world, arm).map(({ share }) => lower(share))));
  };
  return [stays("a", "forgets"), crosses("b", "forgets"), stays("b", "sums"), crosses("c", "forgets"), crosses("c", "sums-shared"), stays("c", "fitted")];
}

function titleOf(arm: string): string {
  return arms.find(({ id }) => id === arm)?.title ?? arm;
}

function atMost(claim: string, bar: number, figure: number): Finding {
  return { claim, bar: `upper end <= ${percent(bar)}`, figure, reached: figure <= bar };
}

function atLeast(claim: string, bar: number, figure: number): Finding {
  return { claim, bar: `lower end >= ${percent(bar)}`, figure, reached: figure >= bar };
}

/** What could not be measured speaks for nothing. */
function upper(measured: Measured): number {
  return isCannotMeasure(measured) ? Infinity : measured.interval[1];
}

function lower(measured: Measured): number {
  return isCannotMeasure(measured) ? -Infinity : measured.interval[0];
}

export function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
