/** @module Runs `premise demo`: models fetched when needed, questions asked, report written whole or not at all. */
import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DEFAULT_SEED } from "../ask/defaults.ts";
import type { ResolvedSettings } from "../config/settings.ts";
import { runDemo } from "../demo/demo.ts";
import { isPremiseError, PremiseError } from "../errors/premise-error.ts";
import { renderDuration, renderProgress } from "../models/progress.ts";
import { pullModel } from "../models/pull.ts";
import { locateModel } from "../models/locate.ts";
import { isWorld, parseModelReference } from "../models/reference.ts";
import { findModel } from "../models/registry.ts";
import type { Predictor } from "../predictor/predictor.ts";
import { renderComparisonReport } from "../report/comparison-report.ts";
import { summariseArms } from "../report/summary.ts";
import type { Comparison } from "../report/comparison.ts";
import { openModel, openRunStore, readSettings } from "./assemble.ts";
import { createColorsFor } from "./colors.ts";
import { renderDemoEnd, renderDemoQuestion, renderDemoStart } from "./demo-output.ts";
import { endProgress, type Io, printJson, showProgress } from "./io.ts";
import { packageVersion } from "./version.ts";

export type DemoFlags = { readonly out?: string; readonly seed?: number; readonly json?: boolean; readonly quiet?: boolean };

/** Opens a MODEL; tests give doubles. */
export type OpenModel = (model: string) => Promise<Predictor>;

export async function runDemoCommand(io: Io, flags: DemoFlags, open?: OpenModel): Promise<void> {
  const settings = readSettings(io, {});
  const opener = open ?? (await createOpener(io, flags, settings));
  const store = openRunStore(io, settings);
  const layout = { width: Math.max(72, Math.min(io.columns ?? 80, 100)), colors: createColorsFor(io), program: programOf(io) };
  const talks = flags.json !== true;
  await using predictor = await opener(settings.model.value);
  await using chat = await opener(settings.translator.value);
  if (talks) io.out(renderDemoStart(predictor.info.model, chat.info.model, layout));
  const started = io.clock.seconds();
  const comparison = await runDemo({
    predictor, chat, store, clock: io.clock, signal: io.signal, seed: flags.seed ?? DEFAULT_SEED, version: packageVersion(), command: commandOf(flags),
    onAsked: (asked, total) => showProgress(io, `${asked} of ${total} asked, ${renderDuration(((io.clock.seconds() - started) / asked) * (total - asked))} left`),
    onQuestion: (question, index, arms, answers) => {
      endProgress(io);
      if (talks) io.out(renderDemoQuestion(question, index, arms, answers, layout));
    },
  }).finally(() => endProgress(io));
  const seconds = io.clock.seconds() - started;
  const report = await writeReport(comparison, resolve(flags.out ?? join(settings.dataDir.value, "reports")));
  if (flags.json === true) printJson(io, { report, seconds, ...comparison, summary: summariseArms(comparison).map(({ arm, ...rest }) => ({ arm: arm.id, ...rest })) });
  else io.out(renderDemoEnd(comparison, report, seconds, layout));
}

/** First brings both models here, so that a failure comes before anything is asked. */
async function createOpener(io: Io, flags: DemoFlags, settings: ResolvedSettings): Promise<OpenModel> {
  const models = new Set([settings.model.value, settings.translator.value]);
  for (const model of models) await ensureModel(io, flags, settings, model);
  return (model) => openModel(io, { ...settings, model: { ...settings.model, value: model } });
}

async function ensureModel(io: Io, flags: DemoFlags, settings: ResolvedSettings, model: string): Promise<void> {
  const reference = parseModelReference(model);
  if (reference.kind !== "registered" || isWorld(reference)) return;
  const entry = findModel(reference.id);
  const note = (text: string): void => {
    endProgress(io);
    if (flags.quiet !== true) io.err(`${text}\n`);
  };
  if (await isHere(io, reference)) return;
  note(`${entry.name} is not on this machine: ${Math.round(entry.bytes / 1e6)} MB to fetch, once. ${entry.licence.notice} (${entry.licence.url}).`);
  const onProgress = (progress: Parameters<typeof renderProgress>[1]): void => showProgress(io, renderProgress(entry.id, progress));
  await pullModel(entry, { env: io.env, mirror: settings.mirror.value, offline: settings.offline.value, signal: io.signal, onNote: note, onProgress }).finally(() => endProgress(io));
  note(`${entry.id} is fetched and checked.`);
}

async function isHere(io: Io, reference: ReturnType<typeof parseModelReference>): Promise<boolean> {
  try {
    await locateModel(reference, io.env);
    return true;
  } catch (error) {
    if (isPremiseError(error) && error.code === "model/not-pulled") return false;
    throw error;
  }
}

/** In a clone, npm started us. */
function programOf(io: Io): string {
  return io.env["npm_lifecycle_event"] === undefined ? "premise" : "npm run -s premise --";
}

function commandOf({ seed }: DemoFlags): string {
  return `premise demo${seed === undefined ? "" : ` --seed ${seed}`}`;
}

/** A reader never finds half a report: it is written beside its place and moved there. */
async function writeReport(comparison: Comparison, directory: string): Promise<string> {
  const path = join(directory, `demo-${comparison.createdAt.replace(/[-:]|\.\d+/g, "")}.html`);
  const part = `${path}.${randomUUID()}.part`;
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(part, renderComparisonReport(comparison), { flag: "wx" });
    await rename(part, path);
    return path;
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    if (isPremiseError(error) || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new PremiseError("output/unwritable", { path, problem: (error as Error).message }, { cause: error });
  }
}
