/** @module The report's data: what a run of the measurement leaves behind, from which the page and the picture are made. */
import { readFileSync } from "node:fs";
import { cpus, platform, release } from "node:os";
import type { Fingerprint, Predictor } from "../../src/predictor/predictor.ts";
import { type ScoringMethod, scoringMethods } from "../../src/score/normalise.ts";
import { meanOf } from "../../src/stats/bootstrap.ts";
import { type Arm, type Form, forms, hashArm } from "./arms.ts";
import { compareArms, meansOf, type MethodReport } from "./compare.ts";
import { fingerprintOf } from "./evaluate.ts";
import { formsOf, measuredMethods, scoreArm } from "./measure.ts";
import type { Question } from "./questions.ts";
import type { Results } from "./results.ts";

/** Means over questions. `alone`: tokens evaluated when nothing is cached; `cached`: when the arm's fixed text is. */
export type FormCost = { readonly arm: string; readonly form: Form; readonly fixed: number; readonly alone: number; readonly cached: number; readonly seconds: number };

export type ModelReport = {
  readonly model: string;
  readonly kind: "base" | "instruct";
  readonly fingerprint: Fingerprint;
  readonly methods: readonly MethodReport[];
  readonly costs: readonly FormCost[];
};

export type Machine = { readonly processor: string; readonly cores: number; readonly system: string; readonly node: string; readonly threads: number };

/** A wording's score on development questions. */
export type Tried = {
  readonly id: string;
  readonly of: string | null;
  readonly note: string;
  readonly model: string;
  readonly method: ScoringMethod;
  readonly questions: number;
  readonly accuracy: number;
  readonly logScore: number;
  /** The one-shot prompt on the same questions; null where it was not tried. */
  readonly oneShot: { readonly accuracy: number; readonly logScore: number } | null;
};

/** An arm with what is said of it in the table of wordings. */
export type TriedArm = Arm & { readonly of: string | null; readonly note: string };

export type Report = { readonly date: string; readonly machine: Machine; readonly questions: number; readonly models: readonly ModelReport[] };

export function describeMachine(threads: number): Machine {
  const [first] = cpus();
  return { processor: first?.model.trim() ?? "unknown", cores: cpus().length, system: `${platform()} ${release()}`, node: process.version, threads };
}

/** Methods that at least two arms were measured by; each arm is set against every baseline. */
export function reportModel(predictor: Predictor, results: Results, arms: readonly Arm[], questions: readonly Question[]): ModelReport {
  const fingerprint = fingerprintOf(predictor);
  const baselines = arms.filter(({ kind }) => kind === "baseline").map(({ id }) => id);
  const methods = scoringMethods.flatMap((method) => {
    const measured = arms.filter((arm) => measuredMethods(results, fingerprint, arm, questions).includes(method))
      .map((arm) => ({ arm, scores: scoreArm(results, fingerprint, arm, questions, method) }));
    return measured.length < 2 ? [] : [compareArms(method, measured, baselines)];
  });
  const costs = arms.flatMap((arm) => forms.flatMap((form) => costOf(results, fingerprint, arm, form, questions)));
  return { model: predictor.info.model, kind: predictor.info.kind, fingerprint: predictor.info.fingerprint, methods, costs };
}

function costOf(results: Results, fingerprint: string, arm: Arm, form: Form, questions: readonly Question[]): FormCost[] {
  const text = hashArm(arm, form);
  const found = questions.flatMap(({ id }) => results.find({ fingerprint, text, question: id, form }) ?? []);
  if (found.length < questions.length) return [];
  const fixed = Math.min(...found.map((each) => each.fixedTokens));
  const alone = meanOf(found.map((each) => each.promptTokens + each.tokens.reduce((sum, count) => sum + count - 1, 0)));
  return [{ arm: arm.id, form, fixed, alone, cached: alone - fixed, seconds: meanOf(found.map((each) => each.seconds)) }];
}

/** Development scores of arms and wordings, on as many of the questions as each was tried on (in their fixed order). */
export function listTried(predictor: Predictor, results: Results, arms: readonly TriedArm[], questions: readonly Question[]): Tried[] {
  const fingerprint = fingerprintOf(predictor);
  const oneShot = arms.find(({ id }) => id === "one-shot");
  return scoringMethods.flatMap((method) => withoutCopies(arms, formsOf[method][0] ?? "open").flatMap((arm): Tried[] => {
    const own = scoreArm(results, fingerprint, arm, questions, method);
    if (own.scores.every((score) => score === null)) return [];
    const reference = oneShot === undefined ? null : scoreArm(results, fingerprint, oneShot, questions, method);
    const paired = reference === null ? null : { ...reference, scores: reference.scores.filter((_, i) => own.scores[i] !== null) };
    const { questions: count, accuracy, logScore } = meansOf(own);
    return [{ id: arm.id, of: arm.of, note: arm.note, model: predictor.info.model, method, questions: count, accuracy, logScore, oneShot: paired === null ? null : pick(meansOf(paired), count) }];
  }));
}

/** A draft whose text in this form was told already (the library took it over, or it differs only in the other form) is told once. */
function withoutCopies(arms: readonly TriedArm[], form: Form): TriedArm[] {
  const told = new Set(arms.filter(({ kind }) => kind !== "wording").map((arm) => hashArm(arm, form)));
  return arms.filter((arm) => arm.kind !== "wording" || (!told.has(hashArm(arm, form)) && told.add(hashArm(arm, form))));
}

function pick({ questions, accuracy, logScore }: ReturnType<typeof meansOf>, wanted: number): Tried["oneShot"] {
  return questions === wanted ? { accuracy, logScore } : null;
}

export function readJson<T>(path: string, otherwise: T): T {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return otherwise;
    throw error;
  }
}
