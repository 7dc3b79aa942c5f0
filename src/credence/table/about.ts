/** @module What a table was made with, in a small file beside it: rows of other weights, wordings, samplers or plans never meet in one table. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import * as z from "zod";
import { PremiseError } from "../../errors/premise-error.ts";
import type { PredictorInfo, Sampling } from "../../predictor/predictor.ts";
import { contrastWordings } from "../../premises/contrast/wordings.ts";
import { canonicalJson } from "../../random/json.ts";
import { toSampler } from "../calibration/load.ts";
import { calibrationSchema } from "../calibration/schema.ts";
import { planHash, type PlanOptions } from "./plan.ts";

const common = {
  table: z.literal(1),
  model: z.string(),
  weights: z.string(),
  /** For information: another release of it goes on with the table. */
  engine: z.string().optional(),
};

const drawn = z.strictObject({
  ...common,
  kind: z.literal("drawn"),
  /** Version of the contrasts' wordings. */
  wordings: z.int(),
  sampler: calibrationSchema.shape.sampler.unwrap(),
  seed: z.int(),
  /** See `planHash`. */
  plan: z.string(),
});

/** Texts from elsewhere: nothing was drawn, and each row's key tells its text. */
const read = z.strictObject({ ...common, kind: z.literal("read"), wordings: z.null(), sampler: z.null(), seed: z.null(), plan: z.null() });

const schema = z.discriminatedUnion("kind", [drawn, read]);

export type DrawnAbout = Readonly<z.infer<typeof drawn>>;
export type TableAbout = DrawnAbout | Readonly<z.infer<typeof read>>;

type Maker = Pick<PredictorInfo, "model" | "fingerprint">;

/** `TABLE.about.json` beside `TABLE.jsonl`. */
export function aboutPath(table: string): string {
  return `${table.replace(/\.jsonl$/, "")}.about.json`;
}

export function aboutDrawn(info: Maker, sampling: Sampling, plan: PlanOptions): DrawnAbout {
  return { ...makerOf(info), kind: "drawn", wordings: contrastWordings, sampler: toSampler(sampling), seed: plan.seed, plan: planHash(plan) };
}

export function aboutRead(info: Maker): TableAbout {
  return { ...makerOf(info), kind: "read", wordings: null, sampler: null, seed: null, plan: null };
}

function makerOf({ model, fingerprint }: Maker): Pick<TableAbout, "table" | "model" | "engine" | "weights"> {
  return { table: 1, model, engine: fingerprint.engine, weights: fingerprint.weights };
}

/** Before rows are added: says what a new table is made with, or that one that has rows was made with the same. @throws PremiseError `calibration/other-table`, `output/unwritable`. */
export function claimTable(path: string, about: TableAbout): void {
  if (hasRows(path)) requireSame(path, readAbout(path), about);
  else writeAbout(path, about);
}

/** Before a table of drawn texts is fitted: by which plan it was drawn, any will do. @throws PremiseError `calibration/other-table` for other weights, wordings or another sampler. */
export function openDrawn(path: string, info: Maker, sampling: Sampling): DrawnAbout {
  return openDrawnBeside(path, makerOf(info), sampling);
}

/** Before tables of drawn texts are measured together: `beside` is another's, or null for the first of them. @throws PremiseError as `openDrawn` does. */
export function openDrawnBeside(path: string, beside: Pick<TableAbout, "model" | "weights"> | null, sampling: Sampling): DrawnAbout {
  const found = readAbout(path);
  if (found.kind !== "drawn") throw otherTable(path, "its texts were read, not drawn");
  const { model, weights } = beside ?? found;
  requireSame(path, found, { ...found, model, weights, wordings: contrastWordings, sampler: toSampler(sampling) });
  return found;
}

/** Before a table of readings is fitted. @throws PremiseError `calibration/other-table` for other weights. */
export function openRead(path: string, info: Maker): void {
  requireSame(path, readAbout(path), aboutRead(info));
}

/** @throws PremiseError `output/unwritable`. */
export function writeAbout(table: string, about: TableAbout): void {
  const path = aboutPath(table);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(schema.parse(about), null, 2)}\n`);
  } catch (error) {
    throw new PremiseError("output/unwritable", { path, problem: (error as Error).message }, { cause: error });
  }
}

function readAbout(table: string): TableAbout {
  const path = aboutPath(table);
  if (!existsSync(path)) throw otherTable(table, `no ${basename(path)} beside it tells what it was made with`);
  try {
    return schema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error).split("\n").slice(0, 2).join(" ") : (error as Error).message;
    throw otherTable(table, `${basename(path)} cannot be read (${problem})`);
  }
}

function requireSame(path: string, found: TableAbout, wanted: TableAbout): void {
  const problem = differenceOf(found, wanted);
  if (problem !== null) throw otherTable(path, problem);
}

/** The first that differs. The plan comes last: it differs wherever the seed does. */
function differenceOf(found: TableAbout, wanted: TableAbout): string | null {
  if (found.kind !== wanted.kind) return `its texts were ${found.kind}, not ${wanted.kind}`;
  if (found.weights !== wanted.weights) return `it was made by ${found.model} with the weights ${found.weights}, not ${wanted.weights}`;
  if (found.wordings !== wanted.wordings) return `its contrasts have wordings ${found.wordings}, not ${wanted.wordings}`;
  if (canonicalJson(found.sampler) !== canonicalJson(wanted.sampler)) return `its sampler was ${canonicalJson(found.sampler)}, not ${canonicalJson(wanted.sampler)}`;
  if (found.seed !== wanted.seed) return `its seed was ${found.seed}, not ${wanted.seed}`;
  return found.plan === wanted.plan ? null : "it was drawn with other questions, premises or lengths of texts";
}

function otherTable(path: string, problem: string): PremiseError {
  return new PremiseError("calibration/other-table", { path, problem });
}

/** A line that a crash cut short is none. */
function hasRows(path: string): boolean {
  return existsSync(path) && readFileSync(path).includes(0x0a);
}
