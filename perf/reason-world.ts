/** @module Chains where the truth is known: whom right steps speak for, what each policy costs, and the best that any could do. */
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { deriveSeed } from "../src/random/seeded.ts";
import { chooseNamed, readJson, toCount, toRoundedJson, writeTexts } from "./common/command.ts";
import { measureOptimum } from "./reason/world/best.ts";
import { measurePolicies, measureTries } from "./reason/world/measure.ts";
import { renderPage } from "./reason/world/page.ts";
import { renderFrontier, renderSelected, renderTries } from "./reason/world/picture.ts";
import { isWhole, type Stored } from "./reason/world/report.ts";
import { measureSelected } from "./reason/world/selected.ts";
import { command, gated, maxShare, type PartId, parts, seed, type Sizes, watched } from "./reason/world/setting.ts";

const data = "docs/data/reason-world-measured.json";

export const options = {
  /** The others are taken from the last run. */
  only: { type: "string", default: parts.map(({ id }) => id).join(",") },
  watched: { type: "string", default: "6000" },
  runs: { type: "string", default: "1600" },
  calibration: { type: "string", default: "1500" },
  tries: { type: "string", default: "1000" },
  /** Measure and print, and write nothing. */
  "no-page": { type: "boolean", default: false },
} as const;

/** @throws PremiseError `usage/command-line`, `interrupted`. */
export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options });
  const wanted = chooseNamed(command, "part", values.only, parts).map(({ id }) => id);
  const count = (name: "watched" | "runs" | "calibration" | "tries"): number => toCount(command, name, values[name]);
  const sizes: Sizes = { watched: count("watched"), runs: count("runs"), calibration: count("calibration"), tries: count("tries") };
  const before = readJson<Stored>(data, {});
  const measured = { ...(await measure(wanted, sizes, io)), seed, sizes: { ...sizes, ...keptSizes(before, wanted) }, date: io.clock.now().toISOString().slice(0, 10) };
  if (values["no-page"]) return io.out(toRoundedJson(measured));
  // As it is stored, so that a page made from stored parts is the page of the run that made them.
  const report = JSON.parse(toRoundedJson({ ...before, ...measured })) as Stored;
  writeTexts([[data, toRoundedJson(report)]]);
  if (!isWhole(report)) return io.err(`${data}: some parts were never measured, so there is no page yet\n`);
  writeTexts([
    ["docs/reason-world-measured.md", renderPage(report)],
    ["docs/pictures/reason-world-selected.svg", renderSelected(report.selected)],
    ["docs/pictures/reason-world-frontier.svg", renderFrontier(report.optimum, report.policies)],
    ["docs/pictures/reason-world-tries.svg", renderTries(report.tries, maxShare)],
  ]);
  io.out("docs/reason-world-measured.md\n");
}

async function measure(wanted: readonly PartId[], sizes: Sizes, io: Io): Promise<Stored> {
  let measured: Stored = {};
  for (const part of wanted) {
    io.err(`${part}\n`);
    if (part === "selected") measured = { ...measured, selected: await measureSelected(watched, sizes.watched, deriveSeed(seed, 0), io.signal) };
    if (part === "optimum") measured = { ...measured, optimum: measureOptimum(gated) };
    if (part === "policies") measured = { ...measured, policies: await measurePolicies(sizes, deriveSeed(seed, 1), io.signal) };
    if (part === "tries") measured = { ...measured, tries: await measureTries(sizes, deriveSeed(seed, 2), io.signal) };
  }
  return measured;
}

/** Sizes of the parts that are not measured anew. */
function keptSizes({ sizes }: Stored, wanted: readonly PartId[]): Partial<Sizes> {
  if (sizes === undefined) return {};
  const { watched: runs, ...others } = sizes;
  return {
    ...(wanted.includes("selected") ? {} : { watched: runs }),
    ...(wanted.includes("policies") ? {} : { runs: others.runs, calibration: others.calibration }),
    ...(wanted.includes("tries") ? {} : { tries: others.tries }),
  };
}
