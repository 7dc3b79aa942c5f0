/** @module Logistic regression on one feature, sound where that feature is a log-odds of hundreds. */
import { PremiseError } from "../../errors/premise-error.ts";

/** Log-odds = intercept + slope * x. */
export type Line = { readonly intercept: number; readonly slope: number };

export type LineFit = Line & {
  /** In nats, at the fit. */
  readonly logLikelihood: number;
  /** Standard errors by Fisher's information. */
  readonly errors: Line;
};

/** A weighted sum of (1, x) (1, x)': the weights, their mean x, and their squares about it. Kept so because x far from 0 would cancel in a determinant. */
type Moments = { readonly weight: number; readonly centre: number; readonly squares: number };

type Place = { readonly line: Line; readonly logLikelihood: number; readonly gradient: Line; readonly information: Moments };

const maxSteps = 1000;
/** The smallest damping: one steep stretch among x that spread far needs little more. */
const least = 1e-12;

/**
 * The line of greatest likelihood for `targets` in [0, 1]. There must be one: x varies, and no x separates targets of 0 from those of 1.
 * Newton's steps, damped where they would overshoot by a share of X'X / 4; from a whole share on, every step climbs.
 * @throws PremiseError `internal` when the steps do not settle.
 * Source: Böhning & Lindsay, Annals of the Institute of Statistical Mathematics 40, 1988 (that bound of the information).
 */
export function fitLine(x: readonly number[], targets: readonly number[], start: Line): LineFit {
  // About their mean, since far from 0 the two parts of a gradient cancel.
  const middle = x.reduce((sum, value) => sum + value / x.length, 0);
  const { line, logLikelihood, information } = climb(x.map((value) => value - middle), targets, shift(start, -middle));
  const { weight, centre, squares } = information;
  const errors = { intercept: Math.sqrt(1 / weight + (centre + middle) ** 2 / squares), slope: Math.sqrt(1 / squares) };
  return { ...shift(line, middle), logLikelihood, errors };
}

function climb(x: readonly number[], targets: readonly number[], start: Line): Place {
  const bound = momentsOf(x, new Float64Array(x.length).fill(1 / 4));
  let here = measure(x, targets, start);
  let damping = 0;
  for (let step = 0; step < maxSteps; step++) {
    const newton = solve(here.information, here.gradient);
    const fall = newton.intercept * here.gradient.intercept + newton.slope * here.gradient.slope;
    const there = measure(x, targets, move(here.line, damping === 0 ? newton : solve(join(here.information, bound, damping), here.gradient)));
    const isHigher = there.logLikelihood > here.logLikelihood;
    if (fall < 1e-12 * (1 - here.logLikelihood)) return measure(x, targets, move(here.line, newton));
    if (isHigher) damping = damping < least ? 0 : damping / 10;
    else damping = damping === 0 ? least : damping * 10;
    if (isHigher) here = there;
  }
  throw new PremiseError("internal", { problem: `a logistic line through ${x.length} points did not settle` });
}

/** ln of the likelihood of `targets` in nats, kept where a probability rounds to 0 or 1. */
export function lineLogLikelihood(x: readonly number[], targets: readonly number[], line: Line): number {
  return measure(x, targets, line).logLikelihood;
}

function measure(x: readonly number[], targets: readonly number[], line: Line): Place {
  let [logLikelihood, intercept, slope] = [0, 0, 0];
  const weights = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const [feature, target] = [x[i] as number, targets[i] as number];
    const logOdds = line.intercept + line.slope * feature;
    const small = Math.exp(-Math.abs(logOdds));
    logLikelihood -= Math.log1p(small) + target * Math.max(-logOdds, 0) + (1 - target) * Math.max(logOdds, 0);
    const residual = target - (logOdds > 0 ? 1 : small) / (1 + small);
    intercept += residual;
    slope += residual * feature;
    weights[i] = small / (1 + small) ** 2;
  }
  return { line, logLikelihood, gradient: { intercept, slope }, information: momentsOf(x, weights) };
}

function momentsOf(x: readonly number[], weights: Float64Array): Moments {
  let [weight, sum, squares] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    weight += weights[i] as number;
    sum += (weights[i] as number) * (x[i] as number);
  }
  const centre = sum / weight;
  for (let i = 0; i < x.length; i++) squares += (weights[i] as number) * ((x[i] as number) - centre) ** 2;
  return { weight, centre, squares };
}

/** `a` and the share `share` of `b`, whose squares about the common centre grow by its distance from each. */
function join(a: Moments, b: Moments, share: number): Moments {
  if (!(a.weight > 0)) return { ...b, weight: share * b.weight, squares: share * b.squares };
  const [weight, other] = [a.weight + share * b.weight, share * b.weight];
  const centre = a.centre + ((b.centre - a.centre) * other) / weight;
  return { weight, centre, squares: a.squares + share * b.squares + ((a.weight * other) / weight) * (b.centre - a.centre) ** 2 };
}

/** The step from a gradient; not finite where the information is singular, which no likelihood is above. */
function solve({ weight, centre, squares }: Moments, gradient: Line): Line {
  const slope = (gradient.slope - centre * gradient.intercept) / squares;
  return { intercept: gradient.intercept / weight - centre * slope, slope };
}

function move(line: Line, step: Line): Line {
  return { intercept: line.intercept + step.intercept, slope: line.slope + step.slope };
}

/** The same line where x has grown by `distance`. */
function shift({ intercept, slope }: Line, distance: number): Line {
  return { intercept: intercept - slope * distance, slope };
}
