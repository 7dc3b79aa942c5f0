/** @module The stepwise worlds that ship, as data. A changed world is a new id, never an edit: tests and records rely on its probabilities. */
import type { StepAuthor, StepWorld } from "./step-world.ts";

const doubting = { " perhaps": 0.5, " clearly": 0.3, " certainly": 0.1, " notably": 0.1 };
const sober = { " perhaps": 0.4, " clearly": 0.4, " certainly": 0.1, " notably": 0.1 };
const assured = { " perhaps": 0.1, " clearly": 0.2, " certainly": 0.35, " notably": 0.35 };
/** An imitator takes over most of its model's manner, and not all. */
const imitating = { " perhaps": 0.36, " clearly": 0.38, " certainly": 0.12, " notably": 0.14 };

const humans: readonly StepAuthor[] = [
  { id: "novice", kind: "human", share: 0.5, skill: 0, imitates: null, headers: { "[novice]": 0.5, "[expert]": 0.05, "[ai]": 0.01 }, trueDate: 0.99, manner: doubting },
  { id: "expert", kind: "human", share: 0.4, skill: 1.5, imitates: null, headers: { "[expert]": 0.5, "[master]": 0.05, "[ai]": 0.01 }, trueDate: 0.99, manner: sober },
  { id: "master", kind: "human", share: 0.1, skill: 3, imitates: null, headers: { "[expert]": 0.2, "[master]": 0.5, "[ai]": 0.01 }, trueDate: 0.99, manner: sober },
];

const common = {
  headers: ["[novice]", "[expert]", "[master]", "[ai]"],
  tasks: { "[easy]": -1.5, "[plain]": 0, "[hard]": 3, "[beyond]": 6 },
  difficulty: 0, dated: 0.5, tasked: 0.2, stop: 0.02, floor: 1e-6,
  topics: {
    withoutAi: { " people": 0.55, " nature": 0.44, " machines": 0.01 },
    withAi: { " people": 0.5, " nature": 0.38, " machines": 0.12 },
    ai: { " people": 0.45, " nature": 0.35, " machines": 0.2 },
  },
} as const;

/** AIs from the expert's skill to far above the best human's, most of them above the average human; some imitate a human. */
export const datedWorld: StepWorld = {
  id: "dated",
  summary: "Humans of three skills; AIs, some imitating a human, from the expert's skill to beyond the best human's; AI exists more likely the later the date.",
  ...common,
  dates: [
    { header: "[1990]", share: 0.25, aiExists: 0.0001, aiShare: 0.05 },
    { header: "[2010]", share: 0.25, aiExists: 0.01, aiShare: 0.1 },
    { header: "[2020]", share: 0.25, aiExists: 0.5, aiShare: 0.2 },
    { header: "[2030]", share: 0.25, aiExists: 0.98, aiShare: 0.5 },
  ],
  authors: [
    ...humans,
    { id: "assistant", kind: "ai", share: 0.45, skill: 1.5, imitates: null, headers: { "[expert]": 0.02, "[ai]": 0.6 }, trueDate: 0.95, manner: assured },
    { id: "expert-imitator", kind: "ai", share: 0.25, skill: 1.5, imitates: "expert", headers: { "[expert]": 0.5, "[ai]": 0.05 }, trueDate: 0.9, manner: imitating },
    { id: "master-imitator", kind: "ai", share: 0.2, skill: 3, imitates: "master", headers: { "[expert]": 0.1, "[master]": 0.5, "[ai]": 0.05 }, trueDate: 0.9, manner: imitating },
    { id: "oracle", kind: "ai", share: 0.05, skill: 6, imitates: null, headers: { "[master]": 0.05, "[ai]": 0.5 }, trueDate: 0.95, manner: assured },
    { id: "hidden-oracle", kind: "ai", share: 0.05, skill: 6, imitates: "master", headers: { "[master]": 0.5, "[ai]": 0.01 }, trueDate: 0.9, manner: imitating },
  ],
};

/** Nearly all AIs are below the average human, one in fifty far above the best: asking for more excludes AIs before it calls for one. */
export const weakMachines: StepWorld = {
  id: "weak-machines",
  summary: "Humans of three skills; nearly all AIs below the average human, a few beyond the best.",
  ...common,
  dates: [
    { header: "[2010]", share: 0.5, aiExists: 0.01, aiShare: 0.3 },
    { header: "[2020]", share: 0.5, aiExists: 0.9, aiShare: 0.5 },
  ],
  authors: [
    ...humans,
    { id: "babbler", kind: "ai", share: 0.98, skill: -2, imitates: null, headers: { "[novice]": 0.1, "[expert]": 0.1, "[ai]": 0.5 }, trueDate: 0.95, manner: assured },
    { id: "hidden-oracle", kind: "ai", share: 0.02, skill: 6, imitates: "master", headers: { "[master]": 0.5, "[ai]": 0.01 }, trueDate: 0.9, manner: imitating },
  ],
};

export const stepWorlds: readonly StepWorld[] = [datedWorld, weakMachines];
