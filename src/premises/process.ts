/** @module The process that is predicted: a well-founded graph of people, their tools, procedures and archives. */

export type Process =
  | { readonly kind: "human"; readonly role: string }
  | { readonly kind: "group"; readonly role: string; readonly people: number | null; readonly members: readonly Process[] }
  | { readonly kind: "human-with-tool"; readonly human: Process; readonly tools: readonly string[] }
  | { readonly kind: "formal-procedure"; readonly steps: readonly string[]; readonly inputs: readonly Process[] }
  | { readonly kind: "archive"; readonly of: readonly Process[] }
  | { readonly kind?: undefined; readonly ref: string };

type Path = readonly (string | number)[];
/** What the functions here need of a premise: its process and the named ones. */
export type ProcessGraph = { readonly process: Process; readonly processes: Readonly<Record<string, Process>> };
export type PlacedProcess = { readonly process: Process; readonly path: Path };

/** Every process as it is written, the named ones too, each with where it stands. References are not followed. */
export function* walkProcesses(graph: ProcessGraph): Generator<PlacedProcess> {
  yield* walk(graph.process, ["process"]);
  for (const [name, process] of Object.entries(graph.processes)) yield* walk(process, ["processes", name]);
}

function* walk(process: Process, path: Path): Generator<PlacedProcess> {
  yield { process, path };
  for (const part of partsOf(process)) yield* walk(part.process, [...path, ...part.path]);
}

function partsOf(process: Process): PlacedProcess[] {
  const list = (key: string, parts: readonly Process[]): PlacedProcess[] => parts.map((part, i) => ({ process: part, path: [key, i] }));
  switch (process.kind) {
    case "group": return list("members", process.members);
    case "human-with-tool": return [{ process: process.human, path: ["human"] }];
    case "formal-procedure": return list("inputs", process.inputs);
    case "archive": return list("of", process.of);
    default: return [];
  }
}

export function findUnknownReferences(graph: ProcessGraph): { path: Path; message: string }[] {
  const known = Object.keys(graph.processes);
  return [...walkProcesses(graph)].flatMap(({ process, path }) =>
    process.kind === undefined && !Object.hasOwn(graph.processes, process.ref)
      ? [{ path: [...path, "ref"], message: `no process is named "${process.ref}"; named: ${known.join(", ") || "none"}` }]
      : [],
  );
}

/** The names along the first cycle, the first one repeated at the end, or null. */
export function findCycle(graph: ProcessGraph): string[] | null {
  const finished = new Set<string>();
  const visit = (process: Process, trail: readonly string[]): string[] | null => {
    if (process.kind !== undefined) return firstOf(partsOf(process), (part) => visit(part.process, trail));
    const { ref } = process;
    if (trail.includes(ref)) return [...trail.slice(trail.indexOf(ref)), ref];
    const target = graph.processes[ref];
    if (finished.has(ref) || target === undefined) return null;
    const cycle = visit(target, [...trail, ref]);
    if (cycle === null) finished.add(ref);
    return cycle;
  };
  const roots: Process[] = [graph.process, ...Object.keys(graph.processes).map((ref) => ({ ref }))];
  return firstOf(roots, (root) => visit(root, []));
}

function firstOf<T, R>(items: readonly T[], look: (item: T) => R | null): R | null {
  for (const item of items) {
    const found = look(item);
    if (found !== null) return found;
  }
  return null;
}

/** How many people work in the process; those whose writings an archive holds do not. The graph must have no cycle. */
export function countPeople(graph: ProcessGraph): number {
  const known = new Map<string, number>();
  const sum = (parts: readonly Process[]): number => parts.reduce((total, part) => total + count(part), 0);
  const count = (process: Process): number => {
    switch (process.kind) {
      case "human": return 1;
      case "group": return Math.max(process.people ?? 0, sum(process.members));
      case "human-with-tool": return count(process.human);
      case "formal-procedure": return sum(process.inputs);
      case "archive": return 0;
      default: return countNamed(process.ref);
    }
  };
  const countNamed = (ref: string): number => {
    const target = graph.processes[ref];
    if (target === undefined) return 0;
    if (!known.has(ref)) known.set(ref, count(target));
    return known.get(ref) ?? 0;
  };
  return count(graph.process);
}

/** The process in words, for people. The graph must have no cycle. */
export function describeProcess(graph: ProcessGraph): string {
  const all = (parts: readonly Process[]): string => parts.map(describe).join(", ");
  const describe = (process: Process): string => {
    switch (process.kind) {
      case "human": return process.role;
      case "group": return `${process.role}${process.people === null ? "" : ` (${process.people} people)`}: ${all(process.members)}`;
      case "human-with-tool": return `${describe(process.human)} with ${process.tools.join(", ")}`;
      case "formal-procedure": return `procedure (${process.steps.join("; ")})${process.inputs.length === 0 ? "" : ` over ${all(process.inputs)}`}`;
      case "archive": return `archive of ${all(process.of)}`;
      default: return process.ref;
    }
  };
  const named = Object.entries(graph.processes).map(([name, process]) => `; ${name}: ${describe(process)}`);
  return describe(graph.process) + named.join("");
}
