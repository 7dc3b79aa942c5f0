/** @module Runs `premise credence TEXT`. */
import { existsSync } from "node:fs";
import { assessObserved, assessSampled, wholeRange } from "../../credence/assess.ts";
import { curvatureHeat, type Heat, nativeHeat } from "../../credence/heat.ts";
import { cutTo, withoutBeginning } from "../../credence/observed/beginning.ts";
import type { JudgedRange } from "../../credence/observed/estimate.ts";
import { orCannotMeasure } from "../../credence/refusal.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import type { Predictor } from "../../predictor/predictor.ts";
import { deriveContrasts } from "../../premises/contrast/contrast.ts";
import { findPremise } from "../../premises/library.ts";
import { renderPremise } from "../../premises/render.ts";
import { type Credence, isCannotMeasure } from "../../protocol/results.ts";
import { integer } from "../../report/format.ts";
import { renderHeatmap } from "../../report/heatmap-page.ts";
import { openCalibrations, openModel, readSettings } from "../assemble.ts";
import { createColorsFor } from "../colors.ts";
import { type Io, printJson } from "../io.ts";
import { invalid } from "../options.ts";
import { readText, readTextFile } from "../read-input.ts";
import { writeFile } from "../write-file.ts";
import { describeCredence, paintHeat } from "./output.ts";

export type ShowFlags = {
  readonly mode?: "observed" | "sampled";
  readonly premise?: string;
  readonly question?: string;
  readonly prior?: number;
  readonly heatmap?: string | true;
  readonly model?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

type Shown = {
  readonly mode: "observed" | "sampled";
  readonly credences: Readonly<Record<string, Credence>>;
  readonly tokens: readonly number[];
  /** Tokens of the text; more than `tokens` where only its beginning was read. */
  readonly given: number;
  /** The tokens that the credences tell of; null where there is none. */
  readonly judged: JudgedRange | null;
  /** Of the last tokens of those judged, or else read. */
  readonly heat: Heat | null;
};

const nothing = { tokens: [], given: 0, judged: null, heat: null } as const;

/** @throws PremiseError `usage/invalid-argument`; once all is printed, the reason where not one credence could be measured. */
export async function showCredence(io: Io, given: string | undefined, flags: ShowFlags): Promise<void> {
  const mode = modeOf(flags);
  if (given === undefined) throw invalid("TEXT", "give a text, a file, or - for stdin", "credence");
  if (typeof flags.heatmap === "string") requirePage(flags.heatmap);
  const premise = flags.premise === undefined ? null : findPremise(flags.premise);
  const slots = { question: flags.question ?? "" };
  if (premise !== null) renderPremise(premise, slots, "open");
  const text = given === "-" ? await readText(io) : isFile(given) ? await readTextFile(given) : given;
  const settings = readSettings(io, { model: flags.model });
  const calibrations = openCalibrations(settings);
  const predictor = await openModel(io, settings);
  const options = { signal: io.signal };
  const shown = await orCannotMeasure(async (): Promise<Shown> => {
    if (premise === null) {
      const { provenance, reading, tokens, given: all, judged } = await assessObserved(predictor, calibrations, text, flags.prior ?? 0.5, options);
      const rest = withoutBeginning(reading);
      return { mode, credences: { provenance }, tokens, given: all, judged, heat: curvatureHeat(judged === null ? rest : cutTo(rest, judged.to - judged.from + 1)) };
    }
    const priors = flags.prior === undefined ? {} : { priors: { authorIsAi: flags.prior, aiInWorld: flags.prior } };
    const { credences, scores, reading, tokens, given: all } = await assessSampled(predictor, calibrations, { premise, slots, text, ...priors }, options);
    const authors = deriveContrasts(premise, { question: "authorIsAi", use: "measure" }).map(({ id }) => id);
    const judged = wholeRange(Object.values(credences), tokens.length);
    return { mode, credences: { ...credences }, tokens, given: all, judged, heat: scores === null ? (tokens.length < 2 ? null : curvatureHeat(reading)) : nativeHeat(scores, authors) };
  });
  const result = isCannotMeasure(shown) ? { mode, credences: refusedAs(shown, premise !== null), ...nothing } : shown;
  await print(io, result, predictor, flags);
  const all = Object.values(result.credences);
  const [first] = all;
  if (first?.kind === "cannot-measure" && all.every(isCannotMeasure)) throw new PremiseError(first.reason);
}

/** In mode sampled both questions. */
function refusedAs(credence: Credence, sampled: boolean): Record<string, Credence> {
  return sampled ? { authorIsAi: credence, aiInWorld: credence } : { provenance: credence };
}

function modeOf({ mode, premise, question }: ShowFlags): "observed" | "sampled" {
  const chosen = mode ?? (premise === undefined ? "observed" : "sampled");
  if (chosen === "sampled" && premise === undefined) throw invalid("--mode", "sampled needs --premise and --question: the document that the text was drawn after", "credence");
  if (chosen === "sampled" && question === undefined) throw invalid("--question", "mode sampled needs the question that the premise was asked", "credence");
  if (chosen === "observed" && (premise !== undefined || question !== undefined)) throw invalid("--mode", "observed reads a text by itself; leave --premise and --question out", "credence");
  return chosen;
}

/** A page is written anew; what lies there under another name is not ours: `--heatmap` takes the word after it, which may be meant as the text. */
function requirePage(path: string): void {
  if (!/\.html?$/i.test(path) && existsSync(path)) throw invalid("--heatmap", `"${path}" is there already and is no .html file, so it is not written over; give a name that ends in .html, or leave it out to see the heat here`, "credence");
}

/** A long text is no path. */
function isFile(given: string): boolean {
  return given.length < 4096 && !given.includes("\n") && !given.includes("\0") && existsSync(given);
}

async function print(io: Io, shown: Shown, predictor: Predictor, flags: ShowFlags): Promise<void> {
  const heat = flags.heatmap === undefined || shown.heat === null || shown.heat.moves.length === 0 ? null : shown.heat;
  const tokens = heat === null ? [] : await textsOf(predictor, shown, heat);
  const unit = heat?.kind === "native" ? "nats" : "standard deviations";
  const about = { model: predictor.info.model, mode: shown.mode, tokens: shown.tokens.length, textTokens: shown.given, judged: shown.judged };
  const colors = createColorsFor(io);
  const lines = [...Object.entries(shown.credences).map(([name, credence]) => describeCredence(name, credence)), ...describeJudged(shown)];
  if (typeof flags.heatmap === "string") writeFile(flags.heatmap, renderHeatmap({ title: `Where the odds move: ${about.model}, mode ${about.mode}`, summary: lines.map((line) => line.join(" ")), unit, tokens }));
  if (flags.json === true) return printJson(io, { ...about, ...shown.credences, ...(flags.heatmap === undefined ? {} : { heat: heat === null ? null : { kind: heat.kind, unit, tokens } }) });
  for (const [head, ...rest] of lines) io.out(`${colors.bold(head ?? "")}\n${rest.map((line) => `  ${line}\n`).join("")}`);
  if (tokens.length > 0) io.out(`\n${paintHeat(tokens, colors)}\n`);
  if (flags.quiet === true) return;
  if (shown.given > shown.tokens.length) io.err(`Only the first ${shown.tokens.length} of ${shown.given} tokens were read.\n`);
  io.err(`${about.model}, mode ${about.mode}, ${about.tokens} tokens.${shown.mode === "sampled" ? " The text was tokenised again: where its ids were others when it was drawn, the ratio is near, not exact." : ""}\n`);
}

/** Each token that the heat tells of, with its move: those that were judged, or else the last that were read. */
async function textsOf(predictor: Predictor, { tokens, judged }: Shown, { moves }: Heat): Promise<{ readonly text: string; readonly move: number }[]> {
  const end = judged?.to ?? tokens.length;
  const texts = await predictor.detokenize(tokens.slice(end - moves.length, end).map((token) => [token]));
  return moves.map((move, i) => ({ text: texts[i] ?? "", move }));
}

/** Nothing where the whole text was judged. */
function describeJudged({ judged, given }: Shown): string[][] {
  if (judged === null || (judged.from === 1 && judged.to === given)) return [];
  return [[`judged: tokens ${integer(judged.from)} to ${integer(judged.to)} of ${integer(given)}`]];
}
