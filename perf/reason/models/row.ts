/** @module One question under one arm, as it is kept: a rerun goes on behind the last. */
import { join } from "node:path";
import * as z from "zod";
import { type Environment, readVariable } from "../../../src/config/environment.ts";
import { appendStoredLines, parseStoredLine, readStoredLines, toStoredLine } from "../../../src/credence/stored-lines.ts";
import { type NativeEvidence, ratioOf, restrictTo } from "../../../src/credence/native/evidence.ts";
import type { Credence, Credences } from "../../../src/protocol/results.ts";
import type { PriorQuestion } from "../../../src/credence/prior/prior.ts";
import { setting } from "./setting.ts";

const number = z.number();
/** Log odds in nats, or the reason why there are none. */
const credence = z.union([z.strictObject({ logOdds: number, prior: number }), z.string()]);
const nats = z.strictObject({ authorIsAi: number.nullable(), aiInWorld: number.nullable() });

const rowSchema = z.strictObject({
  key: z.string(),
  part: z.enum(["helps", "policies", "decompositions"]),
  arm: z.string(),
  question: z.string(),
  task: z.enum(["arithmetic", "openbookqa"]),
  kind: z.string(),
  /** Which choice is right. */
  answer: z.int(),
  /** Of the choices; null when the arm refused to answer. */
  probabilities: z.array(number).nullable(),
  /** `watch`: scored for credences alone, a part of `scored`. `between`: tokens between question and answer. */
  tokens: z.strictObject({ generated: z.int(), scored: z.int(), watch: z.int(), between: z.int() }),
  /** Until this arm had its answer; arms of one question run side by side and share what they ask in the same words. */
  seconds: number,
  credences: z.strictObject({ authorIsAi: credence, aiInWorld: credence }).nullable(),
  /** Raw log ratios of what was drawn, after its own documents and after those of another premise. */
  nats: nats.nullable(),
  yardstick: nats.nullable(),
  texts: z.array(z.string()),
  /** Chains, or drafts. */
  count: z.int(),
});

export type Row = z.infer<typeof rowSchema>;
export type Nats = z.infer<typeof nats>;

export function keyOf(part: Row["part"], arm: string, question: string): string {
  return `${setting.version}/${part}/${arm}/${question}`;
}

/** Beside the pages, so that who measures elsewhere goes on behind these rows; `PREMISE_PERF_ROWS` names another folder. */
export function rowsPath(env: Environment, model: string, weights: string): string {
  return join(readVariable(env, "PREMISE_PERF_ROWS") ?? join(import.meta.dirname, "../../../docs/data/reason-models"), `${model.replaceAll(/[^\w.-]/g, "_")}.${weights.slice(0, 12)}.jsonl`);
}

/** Rows of this version. @throws PremiseError `input/not-json`, `input/invalid-line`. */
export function readRows(path: string): Row[] {
  return readStoredLines(path, (text, line) => parseStoredLine(rowSchema, text, line)).filter(({ key }) => key.startsWith(`${setting.version}/`));
}

export function appendRow(path: string, row: Row): void {
  appendStoredLines(path, [row], (each) => toStoredLine(each, 6));
}

export function toRowCredences(credences: Credences | null): Row["credences"] {
  const of = (each: Credence): z.infer<typeof credence> => (each.kind === "cannot-measure" ? each.reason : { logOdds: each.logOdds, prior: each.prior });
  return credences === null ? null : { authorIsAi: of(credences.authorIsAi), aiInWorld: of(credences.aiInWorld) };
}

/** `ids` of the contrasts of each question. */
export function toNats(evidence: NativeEvidence | null, ids: Readonly<Record<PriorQuestion, readonly string[]>>): Nats | null {
  if (evidence === null) return null;
  const of = (question: PriorQuestion): number | null => {
    const ratio = ratioOf(restrictTo(evidence, ids[question]));
    return ratio.kind === "measured" ? ratio.logRatio : null;
  };
  return { authorIsAi: of("authorIsAi"), aiInWorld: of("aiInWorld") };
}
