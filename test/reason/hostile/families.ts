/** @module The families of hostile texts: what a document or a tool might say to change the premise, the role, or the rules. */
import { chatTemplates } from "./chat-templates.ts";
import { claims } from "./claims.ts";
import { contrastNotes, disguises } from "./disguises.ts";
import { floods } from "./floods.ts";

export type HostileText = { readonly id: string; readonly family: string; readonly text: string };

const families: Readonly<Record<string, readonly string[]>> = { ...claims, "chat templates": chatTemplates, "contrasts, word for word": contrastNotes, ...disguises, floods };

/** One hundred, all different. */
export const hostile: readonly HostileText[] = Object.entries(families).flatMap(([family, texts]) => texts.map((text, i) => ({ id: `${family.replace(/[^a-z]+/g, "-")}-${i + 1}`, family, text })));

export const familyNames: readonly string[] = Object.keys(families);
