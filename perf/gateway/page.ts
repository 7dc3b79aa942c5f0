/** @module The page of what was found of the gateway, written from its data. */
import { describePart } from "../common/parts.ts";
import type { Part } from "../common/results.ts";
import type { GatewayPart } from "./setting.ts";

type Described = Pick<GatewayPart, "id" | "title" | "method">;

/** Markdown. A part that was not measured yet says so. */
export function renderPage(parts: readonly Part[], described: readonly Described[]): string {
  return [
    "# The server under load, killed, raced, and fuzzed",
    "This page is written by `npm run perf -- gateway`; [the same as data](data/gateway-measured.json). Do not edit it by hand.",
    "Each part starts `premise serve` as a process of its own on a loopback port, with a data directory of its own, and speaks to it over HTTP only. What is drawn at random is drawn by seed. `told` is what only informs; the command ends with another code than 0 where a line is `missed`.",
    ...described.flatMap((each) => describePart(each, parts.find(({ id }) => id === each.id))),
  ].join("\n\n") + "\n";
}
