/** @module Writes docs/timeline.md from the timeline that ships. */
import { parseDuration } from "../../src/premises/duration.ts";
import { shippedTimeline } from "../../src/premises/timeline-file.ts";
import { defaultTimePolicy, latestDateWithin, parseHorizon, type Timeline } from "../../src/premises/timeline.ts";
import { renderTable } from "./table.ts";

/** Markdown: what the timeline is, its points with their sources, and what dates pass. */
export function renderTimelinePage(timeline: Timeline = shippedTimeline()): string {
  const points = timeline.points.map(({ date, probability, basis, source }) => [date, String(probability), basis, source]);
  return `${renderHead(timeline)}\n${renderTable(["date", "P(T up to it)", "basis", "source"], points)}\n${renderLimits(timeline)}${replacing}`;
}

function renderHead({ id, declared, statement }: Timeline): string {
  return `# The timeline

**A declared assumption, not a measurement.** Nobody can measure when an AI with aims of its own could first have shaped a text. Premise declares a
distribution over that date T, shows it, and lets you replace it. This page is generated from \`src/premises/timeline.yaml\` (\`npm run docs\`).

The shipped timeline \`${id}\` was declared on ${declared}. ${statement}

The static gate's quantity is P(T <= world date + the process's duration + the horizon): an AI that takes control after the date of writing
counts too. Between the points the distribution is linear. Before the first point its probability stands for the smaller ones that nobody declared;
beyond the last one the timeline says nothing, and the gate refuses. A premise without date can't be placed on it: the gate says \`cannot-measure\`
and lets it pass, the linter warns.
`;
}

function renderLimits(timeline: Timeline): string {
  const { maxEarlyAi, horizon } = defaultTimePolicy;
  const row = (duration: string): string[] => [duration, latestDateWithin(timeline, maxEarlyAi, parseDuration(duration) ?? 0, parseHorizon(horizon) ?? 0) ?? "none"];
  return `
## What passes

A premise's policy may set \`maxEarlyAi\` (a probability) and \`horizon\` (a duration, \`P0D\` for none); without them they are ${maxEarlyAi} and \`${horizon}\`.
Above the limit the static gate refuses with \`gate/too-late\` and names the date that would pass; the linter warns above half of it (\`lint/early-ai\`).

${renderTable(["work of", "latest world date"], ["P1D", "P1Y", "P5Y"].map(row))}
`;
}

const replacing = `
## Another timeline

Copy \`src/premises/timeline.yaml\`, change it, and name it: \`timeline: PATH\` among the settings (\`premise.config.yaml\`, or the user's \`config.yaml\`), or
\`PREMISE_TIMELINE\`. YAML or JSON, at least two points, dates rising, probabilities never falling; a point says whether it is \`declared\` or a
\`forecast\`, and whose. What is wrong is refused with its place.
`;
