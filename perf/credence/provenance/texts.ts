/** @module The labelled texts, in an order of which every beginning is a fair sample. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PremiseError } from "../../../src/errors/premise-error.ts";
import { distinctTexts, type LabelledText, readPairs } from "../../../src/credence/observed/labelled.ts";
import { hashText } from "../../../src/random/hash.ts";

/** All texts of a folder's files of pairs, each as often as it stands there. @throws PremiseError `input/unreadable`. */
export function readFolder(folder: string): LabelledText[] {
  const texts = listFiles(folder).flatMap((file) => readPairs(join(folder, file), file));
  if (texts.length === 0) throw new PremiseError("input/unreadable", { path: folder, problem: "it holds no file DOMAIN_GENERATOR.raw_data.json" });
  return texts;
}

/** What is to be read: each text once, all of a prompt together, domains in turn, prompts in the order of their hash. */
export function inReadingOrder(texts: readonly LabelledText[]): LabelledText[] {
  const domains = Map.groupBy(distinctTexts(texts), ({ domain }) => domain);
  const prompts = [...domains.values()].map((own) => [...Map.groupBy(own, ({ prompt }) => hashText(prompt))].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group));
  const longest = Math.max(0, ...prompts.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => prompts.flatMap((own) => own[i] ?? [])).flat();
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(".raw_data.json")).sort();
  } catch (error) {
    throw new PremiseError("input/unreadable", { path: folder, problem: (error as Error).message }, { cause: error });
  }
}
