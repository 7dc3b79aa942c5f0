/** @module The page of what was found of the gateway, written from its data. */
import type { Machine } from "../engine/machine.ts";
import type { Part } from "./results.ts";
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

export function describePart({ id, title, method }: Described, part: Part | undefined): string[] {
  const head = [`## ${title}`, method];
  if (part === undefined) return [...head, "Not measured yet."];
  return [...head, renderLines(part), `Measured ${part.date} (\`--only ${id}\`): ${part.size}, seed ${part.seed}; ${showMachine(part.machine)}.`];
}

function renderLines({ lines }: Part): string {
  const rows = lines.map(({ what, n, outcome, verdict }) => [what, n.toLocaleString("en"), outcome, verdict]);
  const head = ["what", "n", "outcome", "verdict"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(toCell).join(" | ")} |`).join("\n");
}

function toCell(text: string): string {
  return text.replaceAll("|", "\\|").replace(/\s+/g, " ");
}

function showMachine({ processor, cores, memoryGb, system, node }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryGb.toFixed(0)} GB, ${system}, Node ${node.replace(/^v/, "")}`;
}
