/** @module Part `claims`: what the paper's claims are in these worlds, as numbers in closed form. */
import { retryUntilPassed, sumRatios, type Retry } from "../../../src/predictor/world/steps/accepted.ts";
import { aiGivenRight, authorsUnder, logChanceOf, type Demand } from "../../../src/predictor/world/steps/claims.ts";
import type { ExactWorld } from "../../../src/predictor/world/steps/posterior.ts";
import { aurocOf, createStepLaw, findVoice, type Pair } from "../../../src/predictor/world/steps/step-law.ts";

/** What a premise, and a text after it, say. */
export type Read = { readonly premise: string; readonly text: string; readonly authorIsAi: number; readonly aiInWorld: number; /** P(the true date is the stated one); null where none is stated. */ readonly statedDate: number | null };

export type Asked = { readonly name: string; readonly authorIsAi: number; /** -ln P(an author under the premise does it), in nats. */ readonly surprise: number };

export type Told = { readonly human: string; readonly contrast: string; /** Of one step, and of five. */ readonly one: number; readonly five: number };

export type AcceptedShare = { readonly name: string; readonly tries: number; readonly share: number; readonly accepted: number };

export type Claims = {
  readonly dates: readonly Read[];
  readonly named: readonly Read[];
  readonly strange: readonly Read[];
  readonly world: readonly Read[];
  readonly both: readonly Read[];
  readonly decomposed: readonly Asked[];
  readonly told: readonly Told[];
  readonly accepting: { readonly prior: number; readonly limit: number; readonly steps: number; readonly pair: readonly [string, string]; readonly shares: readonly AcceptedShare[] };
};

export const triesCounts = [1, 2, 4, 8, 16, 32, 64] as const;
const acceptance = { prior: 0.4, limit: 0.3, steps: 10, pair: ["expert+", "expert-imitator"] } as const;

export function measureClaims(exact: ExactWorld): Claims {
  const read = (premise: string, text = ""): Read => {
    const { authorIsAi, aiInWorld, dates } = exact.posterior({ premise, text });
    const stated = exact.world.dates.find(({ header }) => premise.includes(header));
    return { premise, text, authorIsAi, aiInWorld, statedDate: stated === undefined ? null : (dates[stated.header] ?? 0) };
  };
  const beyond = (count: number): string => "[beyond] right clearly people".repeat(count);
  return {
    dates: ["", ...exact.world.dates.map(({ header }) => header)].map((date) => read(date)),
    named: ["[2020]", ...exact.world.headers.map((header) => `[2020]${header}`)].map((premise) => read(premise)),
    strange: [0, 1, 2, 3, 5, 8].map((count) => read("[1990][master]", beyond(count))),
    world: ["", " right clearly nature", " right clearly machines", " right clearly machines wrong perhaps machines", " right clearly machines wrong perhaps machines right clearly machines"].map((text) => read("[2010][expert]", text)),
    both: ["[2020]", "[2030][novice]", "[2030][master]", "[2010][master]"].map((premise) => read(premise)),
    decomposed: decompose(exact),
    told: [["master+", "oracle"], ["master+", "hidden-oracle"], ["master+", "master-imitator"], ["expert+", "assistant"], ["expert+", "expert-imitator"]].map(([human = "", contrast = ""]) => tellApart(exact, human, contrast)),
    accepting: accept(exact),
  };
}

function decompose(exact: ExactWorld): Asked[] {
  const authors = authorsUnder(exact, "[2020]");
  const ask = (name: string, demands: readonly Demand[]): Asked => ({ name, authorIsAi: aiGivenRight(authors, demands), surprise: -logChanceOf(authors, demands) });
  const { tasks } = exact.world;
  const steps = (task: string, count: number): Demand => ({ difficulty: tasks[task] ?? Number.NaN, steps: count });
  return [
    ask("nothing yet", []),
    ...[1, 3].map((count) => ask(`${count} [beyond]`, [steps("[beyond]", count)])),
    ...[1, 3].map((count) => ask(`${count} [hard]`, [steps("[hard]", count)])),
    ...[3, 10, 30].map((count) => ask(`${count} [easy]`, [steps("[easy]", count)])),
    ask("30 of difficulty -6", [{ difficulty: -6, steps: 30 }]),
  ];
}

function tellApart(exact: ExactWorld, human: string, contrast: string): Told {
  const pair = pairOf(exact, human, contrast);
  const { human: h, contrast: c } = sumRatios(pair, 5);
  return { human, contrast, one: aurocOf(pair), five: aurocOf({ human: h, contrast: c }) };
}

function accept(exact: ExactWorld): Claims["accepting"] {
  const { prior, limit, steps, pair } = acceptance;
  const law = sumRatios(pairOf(exact, ...pair), steps);
  const ways: readonly (Pick<Retry, "author" | "error"> & { readonly name: string })[] = [
    { name: "author drawn again, exact channel", author: "redrawn", error: { shared: 0, own: 0 } },
    { name: "author held, exact channel, drafts forgotten", author: "held", error: { shared: 0, own: 0 } },
    { name: "author drawn again, error of each try's own", author: "redrawn", error: { shared: 0, own: 1.5 } },
    { name: "author drawn again, error shared by a context", author: "redrawn", error: { shared: 1.5, own: 0 } },
    { name: "author held, error shared by a context", author: "held", error: { shared: 1.5, own: 0 } },
  ];
  const shares = ways.flatMap(({ name, author, error }) => triesCounts.map((tries): AcceptedShare => {
    const { accepted, contrastShare } = retryUntilPassed(law, { prior, limit, tries, author, error });
    return { name, tries, share: contrastShare, accepted };
  }));
  return { prior, limit, steps, pair, shares };
}

function pairOf(exact: ExactWorld, human: string, contrast: string): Pair {
  const law = createStepLaw(exact, "[plain]");
  return { human: law.probabilities[findVoice(law, human)] as Float64Array, contrast: law.probabilities[findVoice(law, contrast)] as Float64Array };
}
