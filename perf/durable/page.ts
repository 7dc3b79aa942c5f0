/** @module The page of what was found of durable runs, written from its data. */
import { describePart } from "../common/parts.ts";
import type { Part } from "../common/results.ts";
import type { DurablePart } from "./setting.ts";

/** Markdown. A part that was not measured yet says so. */
export function renderPage(parts: readonly Part[], described: readonly Pick<DurablePart, "id" | "title" | "method">[]): string {
  return [
    "# Durable runs: killed, cut off, shared, and what they cost",
    "This page is written by `npm run perf -- durable`; [the same as data](data/durable-measured.json). Do not edit it by hand.",
    "A durable run is a workflow of DBOS in the store's PostgreSQL: PGlite in the data directory, or a server. What is drawn at random is drawn by seed. `told` is what only informs; the command ends with another code than 0 where a line is `missed`.",
    ...described.flatMap((each) => describePart(each, parts.find(({ id }) => id === each.id))),
  ].join("\n\n") + "\n";
}
