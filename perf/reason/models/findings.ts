/** @module The findings in words, computed from the reports, so that they can't say what the numbers do not. */
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { type CredenceName, type Measured, tell } from "./reduce.ts";
import { type CredenceDifference, type Difference, expectedToRaise, type HelpsReport, type ModelReport, type PoliciesReport } from "./report.ts";
import { leastQuestions, setting } from "./setting.ts";
import { showSigned } from "./table.ts";

export const taskNames = { arithmetic: "word problems", openbookqa: "OpenBookQA" } as const;

export function describeHelps({ model, helps }: ModelReport): string {
  const told = helps.filter(({ arms }) => arms.length > 0).map((report) => describeHelp(report));
  return `- **${model}.** ${told.length === 0 ? "Nothing is drawn yet." : told.join(" ")}`;
}

function describeHelp({ task, arms, logScore: { parts, shares } }: HelpsReport): string {
  const n = arms[0]?.n ?? 0;
  const words = { higher: "raised", lower: "lowered", "not told apart": "did not measurably change", "cannot measure": "could not be compared by" } as const;
  const total = `On ${taskNames[task]} (n = ${n}) its own thoughts ${words[tell(parts.total)]} the log score: ${showSigned(parts.total)} nats.`;
  const split = isCannotMeasure(shares.compute)
    ? "So there is no whole to have shares of; the parts are"
    : `Of that ${tell(parts.total) === "lower" ? "loss" : "gain"}, tokens alone make ${percent(shares.compute)}, a careful reasoner ${percent(shares.reasoner)} and what the thoughts say ${percent(shares.content)}; the parts are`;
  const bound = isCannotMeasure(parts.bound) ? "" : ` Somebody's good steps would bring ${showSigned(parts.bound)}.`;
  return `${total} ${split} tokens ${showSigned(parts.compute)}, reasoner ${showSigned(parts.reasoner)}, content ${showSigned(parts.content)}.${bound}`;
}

function percent(share: Measured): string {
  return isCannotMeasure(share) ? "an unknown share" : `${Math.round(100 * share.value)} % [${Math.round(100 * share.interval[0])}, ${Math.round(100 * share.interval[1])}]`;
}

export function describePolicies({ model, policies, isCalibrated }: ModelReport): string {
  const told = policies.filter(({ arms }) => arms.length > 0).map(describePolicy);
  const free = isCalibrated ? "" : " There is no calibration of this model, so that no policy can refuse anything: stop, resample and re-anchor would be plain chain of thought, and are not drawn.";
  return `- **${model}.**${free} ${told.length === 0 ? "Nothing is drawn yet." : told.join(" ")}`;
}

function describePolicy({ task, arms, against }: PoliciesReport): string {
  if ((arms[0]?.n ?? 0) < leastQuestions) return tooFew(taskNames[task], arms[0]?.n ?? 0);
  const told = baselines.map((baseline) => ({ baseline, of: against.filter((each) => each.against === baseline) })).filter(({ of }) => of.length > 0).map(({ baseline, of }) => {
    const found = ([["better", "higher"], ["worse", "lower"]] as const).flatMap(([word, way]) => {
      const names = of.filter((each) => isTold(each) && tell(each.logScore) === way).map(({ arm }) => arm);
      return names.length === 0 ? [] : [`${names.join(" and ")} did ${word}`];
    });
    return `${found.length === 0 ? "no arm is told apart from" : `${found.join(", ")} than`} ${baseline === "plain" ? "one plain chain" : "plain chains of as many tokens"}`;
  });
  const compared = told.length === 0 ? "" : `by log score ${told.join(", and ")}.`;
  const refusing = arms.filter(({ answered }) => !isCannotMeasure(answered) && answered.value < 1).map(({ arm, answered }) => `${arm} answered ${isCannotMeasure(answered) ? "" : `${Math.round(100 * answered.value)} %`}`);
  return `On ${taskNames[task]} (n = ${arms[0]?.n ?? 0}): ${[compared, refusing.length === 0 ? "No arm refused to answer." : `${refusing.join(", ")} of the questions.`].filter((text) => text !== "").join(" ")}`;
}

const baselines = ["plain", "plain-more"] as const;

/** After correction for the whole table. */
function isTold({ p }: Pick<Difference, "p">): boolean {
  return p !== null && p <= 1 - setting.bootstrap.level;
}

function tooFew(where: string, n: number): string {
  return `On ${where} (n = ${n}) there are too few questions to compare anything.`;
}

export function describeDecompositions({ model, decompositions, isCalibrated }: ModelReport): string {
  const n = decompositions.arms[0]?.n ?? 0;
  if (n < leastQuestions) return `- **${model}.** ${n === 0 ? "Nothing is drawn yet." : tooFew("both tasks", n)}`;
  const free = isCalibrated ? "" : " Its credences are cannot-measure, since there is no calibration; what follows are raw nats.";
  return `- **${model}** (n = ${n}).${free} ${decompositions.credences.map(describeExpected).join(" ")}`;
}

function describeExpected({ arm, p, nats, yardstick, logOdds, priors }: CredenceDifference): string {
  const name = expectedToRaise[arm] ?? "authorIsAi";
  const told = tell(nats[name]);
  const words = { higher: "is higher, as expected", lower: "is lower, against what was expected", "not told apart": "can't be told from that of a person's way", "cannot measure": "cannot be measured" } as const;
  const other: CredenceName = name === "authorIsAi" ? "aiInWorld" : "authorIsAi";
  return `\`${arm}\`, expected to raise ${name}: its evidence ${words[isTold({ p }) || told === "cannot measure" ? told : "not told apart"]} (p = ${p === null ? "cannot measure" : p.toPrecision(2)}; ${showSigned(nats[name])} nats after its own documents, ${showSigned(yardstick[name])} after those of by-person; credence in log odds ${showSigned(logOdds[name])}${describePrior(priors[name])}); ${other} ${showSigned(nats[other])} nats.`;
}

/** What a premise says of its world moves a credence before any text is read. */
function describePrior(shift: number | null): string {
  return shift === null || shift === 0 ? "" : `, of which the priors make ${shift > 0 ? "+" : ""}${shift.toFixed(2)}`;
}
