/** @module The linter: what is wrong with a premise, and what is likely to make the model predict someone else than was meant. */
import { PremiseError } from "../errors/premise-error.ts";
import { findAiMentions, toPlainWords } from "./ai-words.ts";
import { countPeople, findCycle } from "./process.ts";
import { type Premise, toLetters } from "./schema.ts";
import { formatProbability, judgeTimeWindow } from "./time-window.ts";
import { shippedTimeline } from "./timeline-file.ts";
import type { Timeline } from "./timeline.ts";
import { findFaults, textsOf } from "./vet.ts";

export type LintFinding = {
  readonly severity: "error" | "warning";
  /** A code of the error table for an error, a `lint/...` name for a warning. */
  readonly code: string;
  readonly path: string;
  readonly message: string;
};

/** Capable AI could have written a text from this year on; a premise that says its world has none contradicts its date then. */
export const firstYearOfCapableAi = 2020;

/** All findings, errors first. `today` (ISO date) lets it tell dates in the future; `timeline` is the shipped one unless another is given. */
export function lintPremise(premise: Premise, today?: string, timeline: Timeline = shippedTimeline()): readonly LintFinding[] {
  const errors = findFaults(premise).map(({ code, path, details }) => ({ severity: "error" as const, code, path, message: new PremiseError(code, details).message }));
  return [...errors, ...checkWorld(premise, today), ...checkTimeWindow(premise, timeline), ...checkTexts(premise), ...checkPeople(premise), ...checkLayouts(premise)];
}

function warning(code: string, path: string, message: string): LintFinding {
  return { severity: "warning", code: `lint/${code}`, path, message };
}

function checkWorld({ world, form }: Premise, today: string | undefined): LintFinding[] {
  const found: LintFinding[] = [];
  if (world.ai === "capable") found.push(warning("capable-ai", "world.ai", "A world with capable AI raises the odds that the text was written by one."));
  if (world.date === null) return [...found, warning("no-date", "world.date", "Without a date the text may come from a time when AI could write it.")];
  const year = world.date.slice(0, 4);
  if (today !== undefined && world.date > today) found.push(warning("future-date", "world.date", `${world.date} lies in the future, whose likeliest authors include AI.`));
  if (Number(year) >= firstYearOfCapableAi && world.ai !== "capable") found.push(warning("late-date", "world.date", `An AI could have written a text of ${year}. Choose a date before ${firstYearOfCapableAi}.`));
  for (const name of ["open", "listed"] as const) {
    if (form[name]?.includes(year) === false) found.push(warning("date-not-shown", `form.${name}`, `The model reads only the layout, which does not show the year ${year}.`));
  }
  return found;
}

/** What the static gate will refuse, and what comes near it: above half of the limit. */
function checkTimeWindow(premise: Premise, timeline: Timeline): LintFinding[] {
  const { earlyAi, limit, problem, remedy } = judgeTimeWindow(premise, timeline);
  if (problem !== null) return [warning("early-ai", "world.date", `The gate will refuse this: ${problem}. Give the premise ${remedy ?? "an earlier date"}.`)];
  if (earlyAi.kind !== "computed" || earlyAi.probability <= limit / 2) return [];
  const { probability, until } = earlyAi;
  return [warning("early-ai", "world.date", `By ${until} an AI could shape the text with probability ${formatProbability(probability)} (timeline ${timeline.id}); the gate refuses above ${limit}.`)];
}

const instruction =
  /\b(?:you are (?:an?|the)|you will be|your task|please (?:answer|respond|provide|give|write|explain)|answer the following|respond (?:to|with)|as an? (?:ai|language model)|(?:choose|select|pick) the (?:correct|best)|think step by step|output only)\b|^\s*(?:user|system|human|prompt|instructions?|response|### \w+)\s*:/imu;
const skills =
  /\b(?:expert in (?:all|every)|knows everything|every (?:field|subject)|polymath\w*|instantly|in seconds|tireless\w*|(?:completely |fully )?unbiased|comprehensive(?:ly)?|encyclop(?:a?e)dic|helpful|perfect|flawless\w*|error-free|world'?s (?:best|greatest|smartest))\b/iu;

function checkTexts(premise: Premise): LintFinding[] {
  return textsOf(premise).flatMap(({ path, text: given, place }) => {
    const text = toPlainWords(given);
    const found: LintFinding[] = [];
    const told = place === "layout" ? instruction.exec(text)?.[0].trim() : undefined;
    if (told !== undefined) found.push(warning("instruction", path, `"${told}" reads like an instruction to a model. Write the document in which such people's words are found.`));
    const skill = skills.exec(text)?.[0];
    if (skill !== undefined) found.push(warning("too-skilled", path, `"${skill}" raises the odds of an AI author. Describe what people can do.`));
    const topic = findAiMentions(text, place).find(({ as }) => as === "topic");
    if (topic !== undefined) found.push(warning("mentions-ai", path, `"${topic.words}" brings AI to mind and may raise the odds of an AI author.`));
    return found;
  });
}

function checkPeople(premise: Premise): LintFinding[] {
  if (findCycle(premise) !== null) return [];
  const people = countPeople(premise);
  if (people <= premise.resources.people) return [];
  return [warning("people-differ", "resources.people", `The process has ${people} people, the resources speak of ${premise.resources.people}.`)];
}

function checkLayouts({ form }: Premise): LintFinding[] {
  const found: LintFinding[] = [];
  if (form.stop.length === 0) found.push(warning("no-stop", "form.stop", "Without a stop text an answer runs on to maxTokens."));
  for (const name of ["open", "listed"] as const) {
    const layout = form[name];
    if (layout === null) continue;
    if (/\s$/.test(layout)) found.push(warning("ends-in-space", `form.${name}`, "The layout ends in white space, which is cut. End it with |- and put the space into answer.before."));
    found.push(...checkWorkedItems(form, name, layout));
  }
  return found;
}

/** An earlier item helps only when its answer stands exactly as an answer would. */
function checkWorkedItems(form: Premise["form"], name: "open" | "listed", layout: string): LintFinding[] {
  const trimmed = layout.replace(/\s+$/, "");
  const label = trimmed.slice(trimmed.lastIndexOf("\n") + 1);
  if (label === "" || label.includes("{{")) return [];
  const letters = toLetters(form.letters);
  const earlier = `\n${trimmed}`.split(`\n${label}`).slice(1, -1);
  return earlier.flatMap((rest) => {
    const end = rest.indexOf(form.answer.after, form.answer.before.length);
    if (!rest.startsWith(form.answer.before) || end < 0) {
      return [warning("worked-item", `form.${name}`, `An earlier "${label}" is not followed by an answer as answer.before and answer.after would write it.`)];
    }
    const answer = rest.slice(form.answer.before.length, end);
    if (name === "open" || letters.includes(answer)) return [];
    return [warning("worked-letter", `form.${name}`, `An earlier answer is "${answer}", not one of the letters ${form.letters}.`)];
  });
}
