/** @module Whether a race for a budget ended as it must. */
import type { Received } from "../server/asking.ts";
import type { Row, ShownKey } from "../server/rows.ts";

export type Unit = "requests" | "tokens";

export type Race = {
  readonly unit: Unit;
  readonly limit: number;
  /** How many requests may be answered at most where each costs the most that it can. */
  readonly worth: number;
  readonly received: readonly Received[];
  readonly rows: readonly Row[];
  readonly key: ShownKey | undefined;
};

export type Outcome = { readonly answered: number; readonly charged: number; readonly problems: readonly string[] };

export function judgeRace({ unit, limit, worth, received, rows, key }: Race): Outcome {
  const answered = received.filter(({ status, isWhole }) => status === 200 && isWhole).length;
  const refused = received.filter(({ status, error }) => status === 429 && error === "insufficient_quota").length;
  const charged = rows.reduce((sum, { settlement }) => sum + (settlement?.charge[unit] ?? 0), 0);
  const budget = key?.budgets.find((each) => each.unit === unit);
  const open = rows.filter(({ settlement }) => settlement === null).length;
  return {
    answered,
    charged,
    problems: [
      ...(answered + refused === received.length ? [] : [`${received.length - answered - refused} were neither answered nor refused for the budget: ${describeOthers(received)}`]),
      ...(charged <= limit ? [] : [`${charged} ${unit} charged of ${limit}`]),
      ...(unit === "requests" && answered !== worth ? [`${answered} answered in place of ${worth}`] : []),
      ...(unit === "tokens" && answered < 1 ? ["none was answered"] : []),
      ...(rows.length === answered ? [] : [`${rows.length} rows for ${answered} answers`]),
      ...(rows.every(({ hold }) => hold[unit] * worth === limit) ? [] : [`a request holds other than ${limit / worth} ${unit}, so that the budget is not worth ${worth}`]),
      ...(open === 0 ? [] : [`${open} rows are open`]),
      ...(budget?.spent === charged && budget.reserved === 0 ? [] : [`the budget says ${budget?.spent ?? "nothing"} spent and ${budget?.reserved ?? "nothing"} held, rows are charged ${charged}`]),
    ],
  };
}

function describeOthers(received: readonly Received[]): string {
  const others = received.filter(({ status, isWhole, error }) => !(status === 200 && isWhole) && !(status === 429 && error === "insufficient_quota"));
  return [...new Set(others.map(({ status, error, broken }) => `${status ?? "no status"} ${error ?? broken ?? ""}`))].join(", ");
}
