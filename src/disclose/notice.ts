/** @module The disclosure that stands under everything a model wrote. */
import type { Process, ProcessGraph } from "../premises/process.ts";
import type { Premise } from "../premises/schema.ts";

/** One line: what the text is, whom the model predicted, and that no person wrote it. The premise must be vetted. */
export function renderNotice(premise: Premise, model: string): string {
  const writers = namePeople(premise.process, premise).replace(/\s+/gu, " ").trim();
  return `Machine-generated: what ${model} predicts that these would write: ${writers}. No person wrote or checked it.`;
}

/** The process by its outermost names; `describeProcess` tells all of it. */
function namePeople(process: Process, graph: ProcessGraph): string {
  const all = (parts: readonly Process[]): string => parts.map((part) => namePeople(part, graph)).join(" and ");
  switch (process.kind) {
    case "human": return process.role;
    case "group": return process.role;
    case "human-with-tool": return namePeople(process.human, graph);
    case "formal-procedure": return process.inputs.length === 0 ? "people under a fixed procedure" : `${all(process.inputs)}, under a fixed procedure`;
    case "archive": return `archive of ${all(process.of)}`;
    default: return namePeople(graph.processes[process.ref] ?? { kind: "human", role: process.ref }, graph);
  }
}
