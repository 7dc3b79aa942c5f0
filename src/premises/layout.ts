/** @module Layouts: text with `{{name}}` places, and the rules that a premise's layouts keep. */
import { hasTokenLookAlike } from "./look-alikes.ts";

type Path = readonly (string | number)[];
export type LayoutProblem = { readonly path: Path; readonly message: string };
export type LayoutPart = { readonly kind: "text"; readonly text: string } | { readonly kind: "place"; readonly name: string };

const touching = /[<>[\]|{}｜＜＞﹤﹥［］]\{\{|\}\}[<>[\]|{}｜＜＞﹤﹥［］]/;

/** What the rules need of a premise. */
export type LayoutInput = {
  readonly form: {
    readonly open: string;
    readonly listed: string | null;
    readonly choice: { readonly line: string; readonly separator: string };
    readonly letters: string;
    readonly answer: { readonly before: string; readonly after: string };
    readonly stop: readonly string[];
    readonly notes?: { readonly open: string; readonly mark: string; readonly restate: string; readonly answer: string; readonly resources: Readonly<Record<string, { readonly cue: string; readonly found: string }>> } | undefined;
  };
  readonly slots: { readonly choices: { readonly maxCount: number } | null };
};

/** Splits a layout at its places; the parts joined again are the layout. */
export function splitLayout(layout: string): LayoutPart[] {
  return layout.split(/(\{\{[^{}]*\}\})/).flatMap((text): LayoutPart[] => {
    if (text === "") return [];
    return text.startsWith("{{") && text.endsWith("}}") ? [{ kind: "place", name: text.slice(2, -2).trim() }] : [{ kind: "text", text }];
  });
}

/** Where the layouts break a rule: places missing, doubled or unknown; control tokens; brackets that would close around a slot. */
export function findLayoutProblems({ form, slots }: LayoutInput): LayoutProblem[] {
  return [
    ...checkPlaces(["form", "open"], form.open, ["question"]),
    ...(form.listed === null ? [] : checkPlaces(["form", "listed"], form.listed, ["question", "choices"])),
    ...checkPlaces(["form", "choice", "line"], form.choice.line, ["letter", "text"]),
    ...checkPlaces(["form", "choice", "separator"], form.choice.separator, []),
    ...(touching.test(`}}${form.choice.separator}`) ? [{ path: ["form", "choice", "separator"], message: "begins with a bracket or bar, so a choice's text could complete a control token" }] : []),
    ...checkPlaces(["form", "answer", "before"], form.answer.before, []),
    ...checkPlaces(["form", "answer", "after"], form.answer.after, []),
    ...form.stop.flatMap((stop, i) => checkPlaces(["form", "stop", i], stop, [])),
    ...checkChoices(form, slots),
    ...checkNotes(form.notes),
  ];
}

function checkNotes(notes: LayoutInput["form"]["notes"]): LayoutProblem[] {
  if (notes === undefined) return [];
  const at = (name: string): Path => ["form", "notes", name];
  return [
    ...checkPlaces(at("open"), notes.open, ["question"], ["person"]),
    ...checkPlaces(at("mark"), notes.mark, [], ["number", "person"]),
    ...checkPlaces(at("restate"), notes.restate, [], ["person"]),
    ...checkPlaces(at("answer"), notes.answer, []),
    ...Object.entries(notes.resources).flatMap(([name, { cue, found }]) => [...checkPlaces([...at("resources"), name, "cue"], cue, []), ...checkPlaces([...at("resources"), name, "found"], found, [])]),
  ];
}

function checkChoices(form: LayoutInput["form"], slots: LayoutInput["slots"]): LayoutProblem[] {
  const letters = form.letters.charCodeAt(2) - form.letters.charCodeAt(0) + 1;
  if (letters < 2) return [{ path: ["form", "letters"], message: "must be a rising range of at least two letters" }];
  if (slots.choices === null) return form.listed === null ? [] : [{ path: ["slots", "choices"], message: "the listed form needs the slot of choices" }];
  if (form.listed === null || slots.choices.maxCount <= letters) return [];
  return [{ path: ["slots", "choices", "maxCount"], message: `${slots.choices.maxCount} choices are more than the ${letters} letters of ${form.letters}` }];
}

/** `wanted` once each; `allowed` at most once. */
function checkPlaces(path: Path, layout: string, wanted: readonly string[], allowed: readonly string[] = []): LayoutProblem[] {
  const places = splitLayout(layout).flatMap((part) => (part.kind === "place" ? [part.name] : []));
  const problems: string[] = [];
  for (const name of new Set(places)) {
    const known = [...wanted, ...allowed];
    if (!known.includes(name)) problems.push(`unknown place {{${name}}}; ${known.length === 0 ? "none is" : `${known.map((w) => `{{${w}}}`).join(", ")} are`} filled here`);
  }
  for (const name of allowed) if (places.filter((place) => place === name).length > 1) problems.push(`{{${name}}} must stand here at most once`);
  for (const name of wanted) {
    const count = places.filter((place) => place === name).length;
    if (count !== 1) problems.push(`{{${name}}} must stand here exactly once, found ${count} times`);
  }
  if (hasTokenLookAlike(layout)) problems.push("contains text that looks like a control token");
  if (touching.test(layout)) problems.push("a bracket or bar touches a place, so a slot's text could complete a control token");
  return problems.map((message) => ({ path, message }));
}
