/** @module Can a document or a tool change the premise? A hundred hostile texts, each both ways, on the toy world and real tokenizers. */
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { PremiseError } from "../src/errors/premise-error.ts";
import { openPredictor } from "../src/predictor/choose.ts";
import { premiseHash } from "../src/premises/hash.ts";
import { findPremise } from "../src/premises/library.ts";
import { listDocuments } from "../test/reason/hostile/inserted.ts";
import { toRoundedJson, writeTexts } from "./common/command.ts";
import { measureHostile } from "./reason/hostile/measure.ts";
import { renderPage, type Report } from "./reason/hostile/page.ts";

const paths = { data: "docs/data/reason-hostile-measured.json", page: "docs/reason-hostile-measured.md" };

export const options = {
  models: { type: "string", default: "gemma-3-270m,smollm2-135m-instruct" },
  premise: { type: "string", default: "reading-room" },
  /** Measure and print the faults, and write nothing. */
  "no-page": { type: "boolean", default: false },
} as const;

/** @throws PremiseError `interrupted`, and what opening throws. */
export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options });
  const premise = findPremise(values.premise);
  await using opened = new AsyncDisposableStack();
  const predictors = [];
  for (const model of values.models.split(",")) predictors.push(opened.use(await openPredictor(model, { env: io.env })));
  const trials = await measureHostile(premise, predictors, async (done, total) => {
    if (done % 24 === 0 || done === total) io.err(`${done} of ${total} trials\n`);
    await setImmediate();
    if (io.signal.aborted) throw new PremiseError("interrupted");
  });
  const { id, version } = premise;
  const models = predictors.map(({ info }) => ({ model: info.model, weights: info.fingerprint.weights }));
  const report: Report = { date: io.clock.now().toISOString().slice(0, 10), premise: { id, version, hash: premiseHash(premise) }, documents: listDocuments(premise).length, models, trials };
  for (const trial of trials) {
    const faults = [...trial.faults.document, ...trial.faults.run, ...Object.values(trial.faults.tokens).flat()];
    if (faults.length > 0) io.out(`${trial.id} as ${trial.way}: ${faults.join("; ")}\n`);
  }
  if (values["no-page"]) return;
  writeTexts([[paths.data, toRoundedJson(report)], [paths.page, renderPage(report)]]);
  io.out(`${paths.page}\n`);
}
