/** @module Runs `premise ask`: everything that can be wrong is checked before the model is loaded. */
import { askQuestion } from "../ask/ask.ts";
import { DEFAULT_PREMISE } from "../ask/defaults.ts";
import { requireAskable } from "../ask/request.ts";
import type { AskResult } from "../ask/result.ts";
import { chooseMethods, renderForMethods } from "../ask/scoring.ts";
import { parseModelReference, renderModelReference } from "../models/reference.ts";
import type { Predictor } from "../predictor/predictor.ts";
import { findPremise } from "../premises/library.ts";
import { renderChoices, renderPremise } from "../premises/render.ts";
import type { Premise } from "../premises/schema.ts";
import type { ScoringMethod } from "../score/normalise.ts";
import { openCalibrations, openModel, openRunStore, openTimeline, readSettings } from "./assemble.ts";
import { renderAsk } from "./ask-output.ts";
import { createColorsFor } from "./colors.ts";
import { endProgress, type Io, printJson, showProgress } from "./io.ts";
import { createMeter } from "./meter.ts";
import { invalid } from "./options.ts";
import { readText } from "./read-input.ts";

export type AskFlags = {
  readonly premise?: readonly string[];
  readonly choices?: readonly string[];
  readonly scoring?: ScoringMethod | "all";
  readonly samples?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly deterministic?: boolean;
  readonly flashAttention?: boolean;
  readonly maxTokens?: number;
  readonly seed?: number;
  readonly maxCredence?: number;
  readonly prior?: number;
  readonly native?: "always" | "needed";
  readonly audit?: boolean;
  readonly model?: string;
  readonly showPrompt?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

export async function runAsk(io: Io, given: string, flags: AskFlags): Promise<void> {
  const question = (given === "-" ? await readText(io) : given).trim();
  refuseMixedFlags(flags);
  requireAskable({ question, ...(flags.choices === undefined ? {} : { choices: flags.choices }) });
  const settings = readSettings(io, { model: flags.model, deterministic: flags.deterministic, flashAttention: flags.flashAttention });
  const { premise: preset, temperature, ...target } = parseModelReference(settings.model.value);
  if (flags.choices !== undefined && temperature !== undefined) {
    throw invalid(settings.model.origin, "with --choices nothing is sampled; leave ?temperature= out", "ask");
  }
  const premises = (flags.premise ?? [preset ?? DEFAULT_PREMISE]).map(findPremise);
  for (const premise of premises) requireRenderable(premise, question, flags);
  const store = openRunStore(io, settings);
  const predictor = await openModel(io, { ...settings, model: { ...settings.model, value: renderModelReference(target) } });
  const watched = { calibrations: openCalibrations(settings), timeline: openTimeline(settings), ...(flags.maxCredence === undefined ? {} : { maxCredence: flags.maxCredence }), ...(flags.prior === undefined ? {} : { priors: { authorIsAi: flags.prior, aiInWorld: flags.prior } }) };
  const results: AskResult[] = [];
  for (const premise of premises) {
    const recorder = await store.start({ kind: "ask", title: question });
    const label = premises.length > 1 ? premise.id : predictor.info.model;
    showProgress(io, `${label}: asking ...`);
    const onProgress = createMeter(io, label, "asked");
    const job = { question, premise, predictor, recorder, clock: io.clock, signal: io.signal, onProgress, ...watched, ...toJob(flags, temperature) };
    results.push(await askQuestion(job).finally(() => endProgress(io)));
  }
  print(io, results, flags, predictor);
}

function toJob({ choices, scoring, samples, temperature, topP, maxTokens, seed, native, audit }: AskFlags, modelTemperature: number | undefined): Omit<AskFlags, "premise" | "model" | "prior"> {
  const chosen = { choices, scoring, samples, temperature: temperature ?? modelTemperature, topP, maxTokens, seed, native, audit };
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
}

/** A flag that would have no effect is refused, not ignored. */
function refuseMixedFlags(flags: AskFlags): void {
  const sampling = (["samples", "temperature", "topP", "maxTokens", "native", "audit", "prior"] as const).find((name) => flags[name] !== undefined);
  if (flags.choices !== undefined && sampling !== undefined) {
    throw invalid(`--${sampling.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, "with --choices nothing is sampled; leave one of the two out", "ask");
  }
  if (flags.choices === undefined && flags.scoring !== undefined) throw invalid("--scoring", "it needs --choices; without them answers are sampled", "ask");
}

/** What rendering would refuse is refused now. */
function requireRenderable(premise: Premise, question: string, flags: AskFlags): void {
  if (flags.choices === undefined) return void renderPremise(premise, { question }, "open");
  renderChoices(premise, flags.choices);
  renderForMethods(premise, question, flags.choices, chooseMethods(premise, flags.scoring));
}

function print(io: Io, results: readonly AskResult[], flags: AskFlags, predictor: Predictor): void {
  if (flags.json === true) return printJson(io, results.length === 1 ? results[0] : { results });
  io.out(renderAsk(results, { width: widthOf(io), colors: createColorsFor(io), showPrompt: flags.showPrompt === true }));
  if (flags.quiet !== true) io.err(`${nextSteps(results, flags, predictor)}\n`);
}

function nextSteps(results: readonly AskResult[], flags: AskFlags, predictor: Predictor): string {
  const another = flags.choices === undefined ? "--choices A B C gives a distribution" : "--scoring all shows every method";
  const base = predictor.info.kind === "base" ? "" : " (an instruct model: a base model predicts documents better)";
  return `Next: premise runs show ${results[0]?.runId ?? ""}; ${another}; --premise ID --premise ID compares premises${base}.`;
}

/** A run id must stand whole, to be copied. */
const narrowest = 44;

function widthOf(io: Io): number {
  return Math.max(narrowest, Math.min(io.columns ?? 80, 100));
}
