/** @module Works arithmetic out, exactly. */
import { add, divide, multiply, negate, type Outcome, power, type Rational, subtract, toRational } from "./rational.ts";
import { type Operator, readArithmetic } from "./read.ts";

/** `isShare`: a bare percentage, which is one of something when it is added or taken away. */
type Value = { readonly value: Rational; readonly isShare: boolean };

const two: Readonly<Record<Exclude<Operator, "negate" | "%">, (a: Rational, b: Rational) => Outcome>> = { "+": add, "-": subtract, "*": multiply, "/": divide, "^": power };

/** The value of arithmetic in numbers, + - * / ^ %, and brackets; in words why there is none. Takes no longer than some milliseconds. */
export function workOut(text: string): Outcome {
  const steps = readArithmetic(text);
  if (typeof steps === "string") return steps;
  const values: Value[] = [];
  for (const step of steps) {
    const outcome = typeof step === "string" ? take(step, values) : toValue(toRational(step.numerator, step.denominator), false);
    if (typeof outcome === "string") return outcome;
    values.push(outcome);
  }
  return values[0]?.value ?? "it is no arithmetic";
}

function take(operator: Operator, values: Value[]): Value | string {
  const last = values.pop();
  if (last === undefined) return "a number is missing";
  if (operator === "negate") return { value: negate(last.value), isShare: last.isShare };
  if (operator === "%") return toValue(divide(last.value, { numerator: 100n, denominator: 1n }), true);
  const first = values.pop();
  if (first === undefined) return "a number is missing";
  const isSum = operator === "+" || operator === "-";
  if (isSum && last.isShare !== first.isShare) return "a percentage is added to a number, and it is not said of what";
  return toValue(two[operator](first.value, last.value), isSum && last.isShare);
}

function toValue(outcome: Outcome, isShare: boolean): Value | string {
  return typeof outcome === "string" ? outcome : { value: outcome, isShare };
}
