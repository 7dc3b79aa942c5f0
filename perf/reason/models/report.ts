/** @module The report of one model: arms and their paired differences by task, from whatever rows there are. */
import { conditions } from "../../../src/reason/helps/conditions.ts";
import { type QuestionScores, type Shares, splitTotal } from "../../../src/reason/helps/shares.ts";
import type { Profile } from "../../../src/reason/resources/profile.ts";
import { decompositions } from "../../../src/reason/resources/split-premise.ts";
import type { TaskId } from "../tasks/question.ts";
import { accuracyOf, type ArmSummary, credenceNames, type CredenceName, credenceOf, differ, logScoreOf, type Measured, natsOf, options, pairUp, type Reading, summariseArm, tokensOf } from "./reduce.ts";
import { toLogOdds } from "../../../src/stats/log-space.ts";
import { armsOf } from "./policies.ts";
import type { Row } from "./row.ts";
import { policyArms, setting } from "./setting.ts";
import { adjustTable } from "./told-apart.ts";

export type Difference = { readonly arm: string; readonly against: string; readonly accuracy: Measured; readonly logScore: Measured; readonly tokens: Measured; /** Of the log score, after correction for the whole table; null where there are too few questions. */ readonly p: number | null };

export type HelpsReport = { readonly task: TaskId; readonly arms: readonly ArmSummary[]; readonly accuracy: Shares; readonly logScore: Shares };
export type PoliciesReport = { readonly task: TaskId; readonly arms: readonly ArmSummary[]; readonly against: readonly Difference[] };
/** Each in nats, by way of decomposition less by-person's. `logOdds`: of credences, priors included; `priors`: what these alone make of it, null where no credence was measured. */
export type CredenceDifference = { readonly arm: string; /** Of the evidence for the credence that this way is expected to raise, after its own documents, corrected for the two ways; null where there are too few questions. */ readonly p: number | null; readonly logOdds: Readonly<Record<CredenceName, Measured>>; readonly priors: Readonly<Record<CredenceName, number | null>>; readonly nats: Readonly<Record<CredenceName, Measured>>; readonly yardstick: Readonly<Record<CredenceName, Measured>> };
/** Hubinger et al., Conditioning Predictive Models, arXiv 2302.00805, on external cognitive resources. */
export const expectedToRaise: Readonly<Record<string, CredenceName>> = { "by-strengths": "authorIsAi", "told-of-machine": "aiInWorld" };

export type DecompositionsReport = {
  /** By task, and of both together where the credences are told. */
  readonly tasks: readonly { readonly task: TaskId; readonly arms: readonly ArmSummary[]; readonly against: readonly Difference[] }[];
  readonly arms: readonly ArmSummary[]; readonly credences: readonly CredenceDifference[];
};

export type ModelReport = {
  readonly model: string; readonly weights: string; readonly quantization: string; readonly engine: string; readonly date: string; readonly threads: number; readonly isCalibrated: boolean; readonly profile: Profile | null;
  readonly helps: readonly HelpsReport[]; readonly policies: readonly PoliciesReport[]; readonly decompositions: DecompositionsReport;
};

export const tasks: readonly TaskId[] = ["arithmetic", "openbookqa"];
const baselines = ["plain", "plain-more"] as const;

export function reduceHelps(rows: readonly Row[]): HelpsReport[] {
  return tasks.map((task) => {
    const own = rows.filter((row) => row.part === "helps" && row.task === task);
    const scores = (of: Reading): QuestionScores[] => [...Map.groupBy(own, ({ question }) => question).values()].map((all) => Object.fromEntries(all.flatMap((row) => {
      const value = of(row);
      return value === null ? [] : [[row.arm, value]];
    })));
    const split = (of: Reading): Shares => splitTotal(scores(of), setting.bootstrap.seed, options);
    return { task, arms: summarise(own, conditions), accuracy: split(accuracyOf), logScore: split(logScoreOf) };
  });
}

/** Only questions that every arm of this model has, so that all arms stand on the same ones. */
export function reducePolicies(rows: readonly Row[], isCalibrated: boolean): PoliciesReport[] {
  return tasks.map((task) => {
    const own = completeOnly(rows.filter((row) => row.part === "policies" && row.task === task), armsOf(isCalibrated));
    const against = compareAll(own, baselines.flatMap((baseline) => policyArms.filter((arm) => arm !== baseline).map((arm) => [arm, baseline] as const)));
    return { task, arms: summarise(own, policyArms), against };
  });
}

export function reduceDecompositions(rows: readonly Row[]): DecompositionsReport {
  const own = completeOnly(rows.filter(({ part }) => part === "decompositions"), decompositions);
  const ofArm = (arm: string): Row[] => own.filter((row) => row.arm === arm);
  const both = (arm: string, of: (name: CredenceName) => Reading): Record<CredenceName, Measured> => {
    const [author, world] = credenceNames.map((name) => differ(ofArm(arm), ofArm("by-person"), of(name))) as [Measured, Measured];
    return { authorIsAi: author, aiInWorld: world };
  };
  const others = decompositions.filter((how) => how !== "by-person");
  const arms = summarise(own, decompositions);
  const adjusted = adjustTable(others.map((arm) => pairUp(ofArm(arm), ofArm("by-person"), natsOf("nats", expectedToRaise[arm] ?? "authorIsAi")).map(([a, b]) => a - b)));
  return {
    arms,
    credences: others.map((arm, i) => ({ arm, p: adjusted[i] ?? null, priors: { authorIsAi: priorShift(arms, arm, "authorIsAi"), aiInWorld: priorShift(arms, arm, "aiInWorld") }, logOdds: both(arm, credenceOf), nats: both(arm, (name) => natsOf("nats", name)), yardstick: both(arm, (name) => natsOf("yardstick", name)) })),
    tasks: tasks.map((task) => {
      const of = own.filter((row) => row.task === task);
      return { task, arms: summarise(of, decompositions), against: compareAll(of, others.map((arm) => [arm, "by-person"] as const)) };
    }),
  };
}

function summarise(rows: readonly Row[], arms: readonly string[]): ArmSummary[] {
  return arms.map((arm) => summariseArm(arm, rows.filter((row) => row.arm === arm))).filter(({ n }) => n > 0);
}

/** Arm by arm, as they are named; p-values are corrected for all of them together. */
function compareAll(rows: readonly Row[], comparisons: readonly (readonly [arm: string, against: string])[]): Difference[] {
  const of = (arm: string): Row[] => rows.filter((row) => row.arm === arm);
  const present = comparisons.filter((names) => names.every((arm) => of(arm).length > 0));
  const adjusted = adjustTable(present.map(([arm, against]) => pairUp(of(arm), of(against), logScoreOf).map(([a, b]) => a - b)));
  return present.map(([arm, against], i) => ({
    arm, against, accuracy: differ(of(arm), of(against), accuracyOf), logScore: differ(of(arm), of(against), logScoreOf), tokens: differ(of(arm), of(against), tokensOf), p: adjusted[i] ?? null,
  }));
}

function priorShift(arms: readonly ArmSummary[], arm: string, name: CredenceName): number | null {
  const [own, plain] = [arm, "by-person"].map((each) => arms.find((summary) => summary.arm === each)?.credences[name].prior ?? null);
  return own === null || own === undefined || plain === null || plain === undefined ? null : toLogOdds(own) - toLogOdds(plain);
}

/** Of questions that have all of these arms. */
function completeOnly(rows: readonly Row[], arms: readonly string[]): Row[] {
  return [...Map.groupBy(rows, ({ question }) => question).values()].filter((all) => arms.every((arm) => all.some((row) => row.arm === arm))).flat();
}
