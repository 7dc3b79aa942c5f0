/** @module Vetting: refuses a premise that predicts an AI, the model itself, a circle, or more than people could do. */
import { type ErrorDetails, PremiseError } from "../errors/premise-error.ts";
import type { ErrorCode } from "../errors/table.ts";
import { classifyKind, findAiMentions, findSelfMention, type MentionPlace, toPlainWords } from "./ai-words.ts";
import { parseDuration } from "./duration.ts";
import { findLayoutProblems } from "./layout.ts";
import { countPeople, findCycle, findUnknownReferences, walkProcesses } from "./process.ts";
import type { Notes, Premise } from "./schema.ts";

export type Fault = { readonly code: ErrorCode; readonly path: string; readonly details: ErrorDetails };
export type PlacedText = { readonly path: string; readonly text: string; readonly place: MentionPlace };

export const maxHuman = { people: 10_000, years: 5, hoursPerDay: 16 } as const;

const beyondWords =
  /\bsuper-?human\w*|\bbest possible\b|\binfallib\w+|\bomniscien\w+|\ball-knowing\b|\bgod-?like\b|\bnever (?:errs?|wrong|mistaken|makes? (?:a )?mistakes?)\b|\balways (?:right|correct)\b|\bperfect(?:ly)? (?:accura\w+|knowledge|foresight|calibrat\w+|predict\w+|informed|rational\w*|reason\w+)|\bbeyond (?:any )?human\b|\b(?:unlimited|infinite) (?:time|resources|intelligence|knowledge|people)\b/iu;

/** @throws PremiseError `premise/cycle`, `premise/invalid`, `premise/predicts-ai`, `premise/predicts-itself` or `premise/beyond-max-human`: the first fault. */
export function vetPremise(premise: Premise): void {
  const fault = findFaults(premise)[0];
  if (fault !== undefined) throw new PremiseError(fault.code, fault.details);
}

/** Every reason to refuse the premise. */
export function findFaults(premise: Premise): Fault[] {
  const cycle = findCycle(premise);
  if (cycle !== null) return [{ code: "premise/cycle", path: "process", details: { premise: premise.id, path: cycle.join(" -> ") } }];
  const texts = textsOf(premise);
  return [...findBrokenRules(premise), ...texts.flatMap((text) => findAuthors(premise, text)), ...texts.flatMap((text) => findBeyondWords(premise, text)), ...findBeyondResources(premise)];
}

/** What the schema refuses in a file, for a premise built in code: it has no lines, so its first stands for them. */
function findBrokenRules(premise: Premise): Fault[] {
  return [...findLayoutProblems(premise), ...findUnknownReferences(premise)].map((problem) => {
    const path = toPath(problem.path);
    return { code: "premise/invalid", path, details: { source: premise.id, line: 1, column: 1, path, problem: problem.message } };
  });
}

/**
 * Refuses process kinds that name an AI or the model, before the schema calls them merely unknown.
 * @param value the parsed YAML, of any shape.
 * @throws PremiseError `premise/predicts-ai`, `premise/predicts-itself`.
 */
export function vetKinds(value: unknown): void {
  const root = toRecord(value);
  const premise = typeof root["id"] === "string" ? root["id"] : "(no id)";
  const look = (node: unknown, path: string): void => {
    if (Array.isArray(node)) return node.forEach((item, i) => look(item, `${path}[${i}]`));
    for (const [key, member] of Object.entries(toRecord(node))) {
      const named = key === "kind" && typeof member === "string" ? classifyKind(member) : null;
      const where = `${path}.${key}: "${String(member)}"`;
      if (named !== null) throw new PremiseError(named === "itself" ? "premise/predicts-itself" : "premise/predicts-ai", { premise, where });
      look(member, `${path}.${key}`);
    }
  };
  look(root["process"], "process");
  look(root["processes"], "processes");
  look(root["authors"], "authors");
}

/**
 * Every text that says who writes, with what, in which world: whatever the model reads or the premise claims.
 * Stop texts are neither: an answer is cut before them.
 */
export function textsOf(premise: Premise): PlacedText[] {
  const at = (path: string, text: string | null, place: MentionPlace = "words"): PlacedText[] => (text === null ? [] : [{ path, text, place }]);
  const all = (path: string, texts: readonly string[], place: MentionPlace = "words"): PlacedText[] => texts.flatMap((text, i) => at(`${path}[${i}]`, text, place));
  const { world, authors, resources, form } = premise;
  return [
    ...[...walkProcesses(premise)].flatMap(({ process, path }) => textsOfProcess(process, toPath(path), at, all)),
    ...authors.flatMap((author, i) => [...at(`authors[${i}].role`, author.role), ...at(`authors[${i}].expertise`, author.expertise)]),
    ...all("resources.tools", resources.tools, "tool"),
    ...at("world.place", world.place),
    ...at("world.medium", world.medium),
    ...all("world.exists", world.exists),
    ...at("form.voice", form.voice),
    ...at("form.open", form.open, "layout"),
    ...at("form.listed", form.listed, "layout"),
    ...at("form.choice.line", form.choice.line, "layout"),
    ...at("form.choice.separator", form.choice.separator, "layout"),
    ...at("form.answer.before", form.answer.before, "layout"),
    ...at("form.answer.after", form.answer.after, "layout"),
    ...(form.notes === undefined ? [] : textsOfNotes(form.notes, at, all)),
  ];
}

type At = (path: string, text: string | null, place?: MentionPlace) => PlacedText[];
type All = (path: string, texts: readonly string[], place?: MentionPlace) => PlacedText[];

function textsOfNotes({ open, mark, people, restate, answer, resources }: Notes, at: At, all: All): PlacedText[] {
  const found = Object.entries(resources).flatMap(([name, each]) => [...at(`form.notes.resources.${name}.cue`, each.cue, "layout"), ...at(`form.notes.resources.${name}.found`, each.found, "layout")]);
  const lines = { open, mark, restate, answer };
  return [...Object.entries(lines).flatMap(([name, text]) => at(`form.notes.${name}`, text, "layout")), ...all("form.notes.people", people), ...found];
}

function textsOfProcess(process: Premise["process"], path: string, at: At, all: All): PlacedText[] {
  switch (process.kind) {
    case "human": case "group": return at(`${path}.role`, process.role);
    case "human-with-tool": return all(`${path}.tools`, process.tools, "tool");
    case "formal-procedure": return all(`${path}.steps`, process.steps);
    default: return [];
  }
}

function findAuthors(premise: Premise, { path, text, place }: PlacedText): Fault[] {
  const self = findSelfMention(text, place);
  if (self !== null) return [{ code: "premise/predicts-itself", path, details: { premise: premise.id, where: `${path}: "${self}"` } }];
  // A world may hold capable AI when it says so; its people still write. The linter warns of it.
  if (path.startsWith("world.exists") && premise.world.ai === "capable") return [];
  const mention = findAiMentions(text, place).find(({ as }) => as === "author");
  return mention === undefined ? [] : [{ code: "premise/predicts-ai", path, details: { premise: premise.id, where: `${path}: "${mention.words}"` } }];
}

function findBeyondWords(premise: Premise, { path, text }: PlacedText): Fault[] {
  const match = beyondWords.exec(toPlainWords(text));
  return match === null ? [] : [beyond(premise, path, `${path}: "${match[0]}"`)];
}

function findBeyondResources(premise: Premise): Fault[] {
  const { people, hours, duration } = premise.resources;
  const days = parseDuration(duration) ?? Number.POSITIVE_INFINITY;
  const faults: Fault[] = [];
  // Two leap days fit into five years.
  if (days > maxHuman.years * 365 + 2) faults.push(beyond(premise, "resources.duration", `${duration} is longer than ${maxHuman.years} years`));
  const crowd = Math.max(people, countPeople(premise));
  if (crowd > maxHuman.people) faults.push(beyond(premise, "resources.people", `${crowd} people, at most ${maxHuman.people}`));
  const each = Math.min(days * 24, Math.max(maxHuman.hoursPerDay, days * maxHuman.hoursPerDay));
  if (hours / people > each * (1 + 1e-9)) faults.push(beyond(premise, "resources.hours", `${hours} hours of ${people} people do not fit into ${duration}`));
  return faults;
}

function beyond(premise: Premise, path: string, problem: string): Fault {
  return { code: "premise/beyond-max-human", path, details: { premise: premise.id, problem } };
}

/** A path as people write it: `process.members[0].role`. */
export function toPath(path: readonly PropertyKey[]): string {
  return path.map((step, i) => (typeof step === "number" ? `[${step}]` : `${i === 0 ? "" : "."}${String(step)}`)).join("");
}

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
