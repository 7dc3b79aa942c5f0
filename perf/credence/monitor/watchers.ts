/** @module What watches a run: the monitor with several weights over the step of the switch, and the same evidence under a fitted limit. */
import { fitMaximumLimit } from "../../../src/credence/monitor/maximum-limit.ts";
import { observeStep, startMonitor } from "../../../src/credence/monitor/monitor.ts";
import type { StartWeights } from "../../../src/credence/monitor/start-weights.ts";
import { addToken, beginStep, logEvidence, startSwitching, type SwitchState } from "../../../src/credence/monitor/switching.ts";
import { PremiseError } from "../../../src/errors/premise-error.ts";
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import type { Random } from "../../../src/random/seeded.ts";
import { longest, setting } from "./setting.ts";
import type { SourceRun, StepSource } from "./source.ts";

/** Says after each step whether the alarm has been raised. */
export type Watch = (logRatios: readonly number[]) => boolean;
export type Watcher = { readonly id: string; readonly title: string; readonly start: () => Watch };

/** The first is the one that the bars are held against. */
export const weightings: readonly { readonly id: string; readonly title: string; readonly weights: StartWeights }[] = [
  { id: "planned", title: `planned: equal over ${setting.steps} steps, 5 % beyond`, weights: { kind: "planned", steps: setting.steps, beyond: 0.05 } },
  { id: "log-square", title: "about 1/(s log^2 s)", weights: { kind: "log-square" } },
  { id: "inverse-square", title: "1/(s(s+1))", weights: { kind: "inverse-square" } },
  { id: "fixed-start", title: "all at the first step", weights: { kind: "fixed-start" } },
];

/** The same evidence as `planned`, with an alarm where human runs taught that it is rare. */
export const fitted = { id: "fitted", title: `planned, limit fitted to ${setting.calibrationRuns} human runs` } as const;

export const watcherTitles: readonly { readonly id: string; readonly title: string }[] = [...weightings.map(({ id, title }) => ({ id, title })), fitted];

/** `random` draws the runs that the fitted limit is taken from. */
export function createWatchers(source: StepSource, random: Random): Watcher[] {
  const monitors = weightings.map(({ id, title, weights }): Watcher => ({
    id, title,
    start: () => {
      let state = startMonitor({ contrasts: source.contrasts, alpha: setting.alpha, prior: 0.5, weights });
      return (contrasts) => {
        state = observeStep(state, [{ human: 0, contrasts }]);
        return state.alarm !== null;
      };
    },
  }));
  return [...monitors, createFitted(source, random)];
}

function createFitted(source: StepSource, random: Random): Watcher {
  const follow = (run: SourceRun): number[] => {
    let state = startPlanned(source);
    return Array.from({ length: longest }, () => logEvidence((state = addStep(state, run.next(null)))));
  };
  const runs = Array.from({ length: setting.calibrationRuns }, (_, i) => ({ text: String(i), looks: follow(source.start(random)) }));
  const limit = fitMaximumLimit(runs, { alpha: setting.alpha });
  if (isCannotMeasure(limit)) throw new PremiseError("internal", { problem: `no limit: ${limit.reason}` });
  return {
    ...fitted,
    start: () => {
      let state = startPlanned(source);
      let raised = false;
      return (logRatios) => {
        state = addStep(state, logRatios);
        return (raised ||= logEvidence(state) > limit.limit);
      };
    },
  };
}

function startPlanned({ contrasts }: StepSource): SwitchState {
  return startSwitching(contrasts, { kind: "planned", steps: setting.steps, beyond: 0.05 });
}

function addStep(state: SwitchState, contrasts: readonly number[]): SwitchState {
  const next = addToken(beginStep(state), { human: 0, contrasts });
  if (isCannotMeasure(next)) throw new PremiseError("internal", { problem: "a world gave a ratio that is no number" });
  return next;
}
