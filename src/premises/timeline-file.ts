/** @module Timelines from YAML or JSON, and the one that ships. */
import { fileURLToPath } from "node:url";
import { parse as parseYaml } from "yaml";
import * as z from "zod";
import { PremiseError } from "../errors/premise-error.ts";
import { readPremiseFile } from "./library.ts";
import type { Timeline } from "./timeline.ts";
import { toPath } from "./vet.ts";

const text = z.string().trim().min(1, "must not be empty").max(2000);
const date = z.iso.date("must be a date like 2016-03-14");
const point = z.strictObject({ date, probability: z.number().min(0).max(1), basis: z.enum(["declared", "forecast"]), source: text });
const schema = z
  .strictObject({
    timeline: z.literal(1, "must be 1, the format that this version reads"),
    id: z.string().max(64).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case words joined by hyphens"),
    declared: date,
    statement: text,
    points: z.array(point).min(2, "must have at least two points").max(1000),
  })
  .superRefine(({ points }, context) => {
    for (const [i, { date: at, probability }] of points.entries()) {
      const before = points[i - 1];
      if (before === undefined) continue;
      if (at <= before.date) context.addIssue({ code: "custom", path: ["points", i, "date"], message: "must be later than the point before" });
      if (probability < before.probability) context.addIssue({ code: "custom", path: ["points", i, "probability"], message: "must not be below the point before, since it is cumulative" });
    }
  });

/** @throws PremiseError `config/invalid` that names `source` and the member. */
export function parseTimeline(yaml: string, source: string): Timeline {
  const result = schema.safeParse(parseValue(yaml, source));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = toPath(issue?.path ?? []);
  throw new PremiseError("config/invalid", { source, problem: `${path === "" ? "" : `${path}: `}${issue?.message ?? "no timeline"}` });
}

/** The timeline of a YAML or JSON file. @throws PremiseError `input/unreadable`, or as `parseTimeline`. */
export function readTimeline(path: string): Timeline {
  return parseTimeline(readPremiseFile(path), path);
}

let shipped: Timeline | undefined;

/** The timeline that comes with the package: a declared assumption (see docs/timeline.md). */
export function shippedTimeline(): Timeline {
  shipped ??= readTimeline(fileURLToPath(new URL("timeline.yaml", import.meta.url)));
  return shipped;
}

function parseValue(yaml: string, source: string): unknown {
  try {
    return parseYaml(yaml, { maxAliasCount: 0, uniqueKeys: true });
  } catch (cause) {
    throw new PremiseError("config/invalid", { source, problem: (cause as Error).message.split("\n")[0]?.replace(/[.:]$/, "") ?? "no YAML" }, { cause });
  }
}
