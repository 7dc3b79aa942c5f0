/** @module The typed conditional: what a premise file may say, as a schema and as plain types. */
import * as z from "zod";
import { PremiseError } from "../errors/premise-error.ts";
import { suggestNearest } from "../errors/nearest.ts";
import { parseDuration } from "./duration.ts";
import { findLayoutProblems } from "./layout.ts";
import { findUnknownReferences, type Process } from "./process.ts";

/** A strict object whose complaint about an unknown key names the nearest known one. */
function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return undefined;
      const key = (issue as { keys: string[] }).keys[0] ?? "";
      return `unknown key "${key}"${suggestNearest(key, Object.keys(shape))}`;
    },
  });
}

const line = z.string().trim().min(1, "must not be empty").max(400).regex(/^[^\p{Cc}\u2028\u2029]*$/u, "must be one line");
const lines = z.array(line).max(50);
const name = z.string().max(64).regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be lower-case words joined by hyphens");
const layout = z.string().min(1, "must not be empty").max(20_000);
const probability = z.number().min(0).max(1);

const process: z.ZodType<Process> = z.discriminatedUnion("kind", [
  object({ kind: z.literal("human"), role: line }),
  object({ kind: z.literal("group"), role: line, people: z.int().min(1).nullable().default(null), members: processes() }),
  object({ kind: z.literal("human-with-tool"), human: z.lazy(() => process), tools: z.array(line).min(1).max(50) }),
  object({ kind: z.literal("formal-procedure"), steps: z.array(line).min(1).max(50), inputs: processes(0) }),
  object({ kind: z.literal("archive"), of: processes() }),
  object({ kind: z.undefined().optional(), ref: name }),
]);

function processes(least = 1) {
  const list = z.array(z.lazy(() => process)).min(least, "must name at least one process").max(50);
  return least === 0 ? list.default([]) : list;
}

const world = object({
  /** The date of writing, or null where the document does not say. */
  date: z.iso.date("must be a date like 2016-03-14").nullable().default(null),
  place: line.nullable().default(null),
  medium: line,
  /** What AI exists in the depicted world; `unstated` where the document does not say. */
  ai: z.enum(["none", "narrow", "capable", "unstated"]),
  exists: lines.default([]),
});

const author = object({ role: line, expertise: line, skill: z.enum(["ordinary", "skilled", "expert", "leading"]) });

const resources = object({
  people: z.int().min(1),
  /** Person-hours, all people together. */
  hours: z.number().positive(),
  duration: z.string().refine((text) => parseDuration(text) !== null, 'must be a duration like "PT3H", "P5Y", "90 days" or "2 years"'),
  tools: lines.default([]),
});

const short = z.string().trim().min(1).max(60).regex(/^[^\p{Cc}\u2028\u2029]*$/u, "must be one line");

/** How a question is thought through: one line a thought. What the layout inserts is conditioned on, never scored. */
const notes = object({
  /** The document up to where the first thought's mark stands; holds `{{question}}`, and `{{person}}` where each of several people keeps notes of their own. */
  open: layout,
  /** Stands before a thought, on a new line; may hold `{{number}}` and `{{person}}`. */
  mark: short,
  /** Who takes part, for a panel; the first writes where only one does. */
  people: z.array(short).max(12).default([]),
  /** A line that brings the writer back to their setting, on a new line. */
  restate: line,
  /** Stands before the answer, on a new line. */
  answer: short,
  /** Lines that ask somebody or look something up begin so; what was found stands on the next line. */
  resources: z.record(name, object({ cue: short, found: short })).default({}),
  /** Longest thought, and longest answer, in tokens. */
  maxTokens: z.int().min(1).max(1024).default(64),
});

const form = object({
  voice: line,
  /** The document up to where an answer's text begins; holds `{{question}}`. */
  open: layout,
  /** The document up to where an answer's letter begins; holds `{{question}}` and `{{choices}}`. */
  listed: layout.nullable().default(null),
  choice: object({ line: layout, separator: z.string().min(1) }).default({ line: "{{letter}}. {{text}}", separator: "\n" }),
  letters: z.string().regex(/^[A-Z]-[A-Z]$/, "must be a range like A-J").default("A-J"),
  answer: object({ before: z.string(), after: z.string() }).default({ before: " ", after: "\n" }),
  stop: z.array(z.string().min(1)).max(8).default([]),
  maxTokens: z.int().min(1).max(4096).default(48),
  /** No default is written here, or the hash of every premise would change. */
  notes: notes.optional(),
});

const slots = object({
  question: object({ type: z.literal("text"), maxLength: z.int().min(1).max(100_000) }).default({ type: "text", maxLength: 2000 }),
  choices: object({ type: z.literal("choices"), maxLength: z.int().min(1).max(100_000), maxCount: z.int().min(2).max(26) })
    .nullable()
    .default({ type: "choices", maxLength: 300, maxCount: 10 }),
});

export const defaultPolicy = { maxCredence: { authorIsAi: 0.1, aiInWorld: 0.1 }, retries: 2, onCannotMeasure: "accept" as const };

const policy = object({
  maxCredence: object({ authorIsAi: probability, aiInWorld: probability }).default(defaultPolicy.maxCredence),
  retries: z.int().min(0).max(100).default(defaultPolicy.retries),
  onCannotMeasure: z.enum(["stop", "accept"]).default(defaultPolicy.onCannotMeasure),
  /** The gate weighs a text's evidence from a prior no lower than this; 0.1 where it is not given, 0 for the prior of the premise's own world. */
  leastPrior: probability.optional(),
  /** The most that the timeline may give to an AI early enough to shape the text. No default is written here, or the hash of every premise would change. */
  maxEarlyAi: probability.optional(),
  /** How long after the work is done such an AI still counts; "P0D" for not at all. */
  horizon: z.string().refine((text) => text === "P0D" || parseDuration(text) !== null, 'must be a duration like "P1Y", or "P0D"').optional(),
});

/** The shape of a premise file, format 1. Meaning (no AI, no cycle, within max human) is checked by `vetPremise`. */
export const premiseSchema = object({
  premise: z.literal(1, "must be 1, the format that this version reads"),
  id: name,
  version: z.int().min(1),
  title: line,
  summary: line,
  process,
  processes: z.record(name, process).default({}),
  world,
  authors: z.array(author).min(1, "must name at least one author").max(50),
  resources,
  form,
  slots: slots.default({ question: { type: "text", maxLength: 2000 }, choices: { type: "choices", maxLength: 300, maxCount: 10 } }),
  policy: policy.default(defaultPolicy),
}).superRefine((premise, context) => {
  for (const { path, message } of [...findLayoutProblems(premise), ...findUnknownReferences(premise)]) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
});

/** How a premise's people think a question through on paper. */
export type Notes = NonNullable<Premise["form"]["notes"]>;

type Immutable<T> = T extends Process ? T : T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;

/** A parsed premise. One that came through `parsePremise` is also vetted. */
export type Premise = Immutable<z.infer<typeof premiseSchema>>;

/** The letters of a range like "A-J". @throws PremiseError `internal` for a range that the schema would refuse. */
export function toLetters(range: string): string[] {
  const [first, last] = [range.charCodeAt(0), range.charCodeAt(2)];
  if (!/^[A-Z]-[A-Z]$/.test(range)) throw new PremiseError("internal", { problem: `"${range}" is no range of letters` });
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => String.fromCharCode(first + i));
}
