/** @module What all parts share: the model, its calibrations, the rows that are there, and runs that leave no trace on disk. */
import type { Environment } from "../../../src/config/environment.ts";
import { type Calibrations, readCalibrations } from "../../../src/credence/calibration/load.ts";
import type { PriorQuestion } from "../../../src/credence/prior/prior.ts";
import { resolveDirectories } from "../../../src/config/directories.ts";
import { join } from "node:path";
import { openPredictor } from "../../../src/predictor/choose.ts";
import type { Predictor } from "../../../src/predictor/predictor.ts";
import { deriveContrasts } from "../../../src/premises/contrast/contrast.ts";
import type { Premise } from "../../../src/premises/schema.ts";
import type { Step } from "../../../src/protocol/results.ts";
import type { Clock } from "../../../src/random/clock.ts";
import { hashText } from "../../../src/random/hash.ts";
import { deriveSeed } from "../../../src/random/seeded.ts";
import { createMemoryRunStore } from "../../../src/runs/memory/store.ts";
import type { Steps } from "../../../src/runs/run.ts";
import { createSteps } from "../../../src/runs/steps.ts";
import type { TaskQuestion } from "../tasks/question.ts";
import { appendRow, keyOf, readRows, type Row, rowsPath } from "./row.ts";
import { setting } from "./setting.ts";

export type Place = AsyncDisposable & {
  readonly predictor: Predictor;
  readonly calibrations: Calibrations;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly rows: () => readonly Row[];
  readonly find: (part: Row["part"], arm: string, question: string) => Row | undefined;
  readonly add: (row: Omit<Row, "key">) => void;
  readonly run: <T>(body: (steps: Steps) => Promise<T>) => Promise<{ readonly result: T; readonly steps: readonly Step[]; readonly seconds: number }>;
};

type PlaceSetting = { readonly env: Environment; readonly threads: number; readonly clock: Clock; readonly signal: AbortSignal };

export async function openPlace(model: string, { env, threads, clock, signal }: PlaceSetting): Promise<Place> {
  const predictor = await openPredictor(model, { env, threads, signal, contextTokens: setting.contextTokens });
  const path = rowsPath(env, model, predictor.info.fingerprint.weights);
  const known = new Map(readRows(path).map((row) => [row.key, row]));
  return {
    predictor, clock, signal, calibrations: readCalibrations(join(resolveDirectories(env).data, "calibrations")),
    rows: () => [...known.values()],
    find: (part, arm, question) => known.get(keyOf(part, arm, question)),
    add: (each) => {
      const row = { key: keyOf(each.part, each.arm, each.question), ...each };
      appendRow(path, row);
      known.set(row.key, row);
    },
    run: async (body) => {
      const store = createMemoryRunStore({ clock, version: "0", unique: () => String(clock.seconds()) });
      const recorder = await store.start({ kind: "reason", title: "measurement" });
      const started = clock.seconds();
      const result = await body(createSteps(recorder, { signal }));
      return { result, steps: (await store.read(recorder.header.id)).steps, seconds: clock.seconds() - started };
    },
    [Symbol.asyncDispose]: async () => await predictor.close(),
  };
}

/** The same for every arm, so that arms differ in nothing else. */
export function seedOf({ id }: Pick<TaskQuestion, "id">, sample = 0): number {
  return deriveSeed(deriveSeed(setting.seed, Number.parseInt(hashText(id).slice(0, 8), 16)), sample);
}

export function aboutOf({ id, task, kind, answer }: TaskQuestion): Pick<Row, "question" | "task" | "kind" | "answer"> {
  return { question: id, task, kind, answer };
}

export function contrastIds(premise: Premise): Record<PriorQuestion, string[]> {
  const of = (question: PriorQuestion): string[] => deriveContrasts(premise, { question, use: "measure" }).map(({ id }) => id);
  return { authorIsAi: of("authorIsAi"), aiInWorld: of("aiInWorld") };
}
