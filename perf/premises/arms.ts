/** @module Arms: the ways in which one question is put to a model. */
import type { PredictorInfo, Prompt } from "../../src/predictor/predictor.ts";
import { renderChat } from "../../src/predictor/chat-template.ts";
import { listPremises } from "../../src/premises/library.ts";
import { renderPremise } from "../../src/premises/render.ts";
import type { Premise } from "../../src/premises/schema.ts";
import { hashValue } from "../../src/random/hash.ts";
import { neutralQuestion } from "../../src/ask/scoring.ts";
import { baselines, type Wording } from "./wordings.ts";

export const forms = ["listed", "open", "neutral"] as const;
/** `listed`: choices by letter; `open`: the question alone; `neutral`: the open form around a question that asks nothing. */
export type Form = (typeof forms)[number];

/** What is scored: each of the continuations after the context. */
export type Put = { readonly context: Prompt; readonly continuations: readonly string[]; readonly bos?: boolean };

export type Arm = {
  readonly id: string;
  readonly kind: "premise" | "baseline" | "wording";
  readonly put: (question: string, choices: readonly string[], form: Form) => Put;
};

const letters = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"];

/** The ten premises that list choices, and every baseline that the model allows. `special`: the texts of the model's begin and end tokens. */
export function listArms(info: PredictorInfo, special: { readonly bosText: string; readonly eosText: string }): Arm[] {
  const chat = info.kind === "instruct" && info.chatTemplate !== null ? [createChatArm(info.chatTemplate, special)] : [];
  return [...baselines.map((wording) => createWordingArm(wording, "baseline")), ...chat, ...listPremises().filter(({ form }) => form.listed !== null).map(createPremiseArm)];
}

export function createPremiseArm(premise: Premise): Arm {
  return {
    id: premise.id,
    kind: "premise",
    put: (question, choices, form) => {
      const rendered = form === "listed" ? renderPremise(premise, { question, choices }, "listed") : renderPremise(premise, { question: form === "open" ? question : neutralQuestion }, "open");
      const answers = form === "listed" ? rendered.letters : choices;
      return { context: rendered.text, continuations: answers.map((answer) => rendered.answer.before + answer) };
    },
  };
}

export function createWordingArm(wording: Wording, kind: "baseline" | "wording"): Arm {
  return {
    id: wording.id,
    kind,
    put: (question, choices, form) => {
      const lines = choices.map((text, i) => fill(wording.choice, { letter: letters[i] ?? "", text })).join(wording.separator ?? "\n");
      const context = form === "listed" ? fill(wording.listed, { question, choices: lines }) : fill(wording.open, { question: form === "open" ? question : neutralQuestion });
      const answers = form === "listed" ? letters.slice(0, choices.length) : choices;
      return { context: context.trimEnd(), continuations: answers.map((answer) => (form === "listed" ? (wording.before ?? " ") : " ") + answer) };
    },
  };
}

/** The model's own chat template: the question is the user's message, the answer begins the assistant's turn. */
function createChatArm(template: string, special: { readonly bosText: string; readonly eosText: string }): Arm {
  return {
    id: "chat",
    kind: "baseline",
    put: (question, choices, form) => {
      const listed = `${question}\n${choices.map((text, i) => `${letters[i]}. ${text}`).join("\n")}\nAnswer with the letter.`;
      const content = form === "listed" ? listed : form === "open" ? question : neutralQuestion;
      const context = renderChat(template, [{ role: "user", content }], { ...special, addGenerationPrompt: true });
      return { context, continuations: form === "listed" ? letters.slice(0, choices.length) : choices, bos: false };
    },
  };
}

/** Identity of an arm's text in one form: changes when any word of it does. */
export function hashArm(arm: Arm, form: Form): string {
  return hashValue(arm.put("Which one is it?", ["one", "two", "three", "four"], form)).slice(0, 16);
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (place, name: string) => values[name] ?? place);
}
