/** @module What a step of reasoning costs: tokens that were evaluated for it against tokens that are new in it, over a chain of many steps. */
import { parseArgs } from "node:util";
import { readCalibrations } from "../src/credence/calibration/load.ts";
import type { Io } from "../src/cli/io.ts";
import { openPredictor } from "../src/predictor/choose.ts";
import { findPremise } from "../src/premises/library.ts";
import { reason } from "../src/reason/reason.ts";
import type { PolicyName } from "../src/reason/policies.ts";
import { defaultRequest } from "../src/reason/request.ts";
import type { Step } from "../src/protocol/results.ts";
import { createMemoryRunStore } from "../src/runs/memory/store.ts";
import { createSteps } from "../src/runs/steps.ts";
import { readJson, toCount, toRoundedJson, writeTexts } from "./common/command.ts";
import { renderPage } from "./reason/cost/page.ts";
import { type CostRow, laterOf, mergeRows, toCostRow } from "./reason/cost/rows.ts";

const paths = { data: "docs/data/reason-cost-measured.json", page: "docs/reason-cost-measured.md" };
const command = "npm run perf -- reason-cost";
const question = "A baker fills 7 trays with 12 rolls each, sells 50 rolls and then bakes 3 trays more. How many rolls are there in the end?";

export const options = {
  models: { type: "string", default: "gemma-3-270m,smollm2-135m-instruct" },
  policies: { type: "string", default: "none,re-anchor,panel" },
  steps: { type: "string", default: "30" },
  seed: { type: "string", default: "1" },
  threads: { type: "string", default: "2" },
  deterministic: { type: "boolean", default: false },
} as const;

/** @throws PremiseError `usage/command-line`, and what opening a model and reasoning throw. */
export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options });
  const steps = toCount(command, "steps", values.steps);
  const seed = toCount(command, "seed", values.seed);
  for (const model of values.models.split(",")) {
    await using predictor = await openPredictor(model, { env: io.env, signal: io.signal, usualContextTokens: 16_384, threads: toCount(command, "threads", values.threads), deterministic: values.deterministic });
    for (const policy of values.policies.split(",") as PolicyName[]) {
      io.err(`${model}, ${policy} ...\n`);
      const recorder = await createMemoryRunStore({ clock: io.clock, version: "perf", unique: () => model }).start({ kind: "reason", title: question });
      const taken: Step[] = [];
      const kept = createSteps(recorder, { signal: io.signal });
      // A limit that refuses some drafts: what was drawn in vain is a step's cost too.
      const limited = policy === "none" ? {} : { maxCredence: 0.5, prior: 0.5 };
      const request = { ...defaultRequest, question, policy, steps, ends: "at-steps" as const, seed, returns: 10, ...limited };
      const premise = findPremise(policy === "panel" ? "problem-circle" : "working-notes");
      const result = await reason(request, { predictor, premise, calibrations: readCalibrations("/nonexistent"), clock: io.clock }, { ...kept, take: async (work) => {
        const step = await kept.take(work);
        taken.push(step);
        return step;
      } });
      const count = async (text: string): Promise<number> => (await predictor.tokenize([text]))[0]?.length ?? NaN;
      const row = await toCostRow({ model, policy, steps, seed, deterministic: values.deterministic, outcome: result.outcome, people: policy === "panel" ? 3 : 1 }, taken, count);
      io.out(`${model}, ${policy}: ${row.thoughts.length} drafts, ${row.ratio.toFixed(3)} evaluated for each new token, at most ${Math.max(...laterOf(row.thoughts).map(({ ratio }) => ratio)).toFixed(3)} in a step\n`);
      const rows = mergeRows(readJson<CostRow[]>(paths.data, []), row);
      writeTexts([[paths.data, toRoundedJson(rows)], [paths.page, renderPage(rows)]]);
    }
  }
}
