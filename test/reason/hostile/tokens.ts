/** @module Looks at the tokens of one hostile text where it stands, and of what stands before it. */
import type { Predictor } from "../../../src/predictor/predictor.ts";
import type { Premise } from "../../../src/premises/schema.ts";
import { listDocuments } from "./inserted.ts";

export type TokenisedDocument = { readonly id: string; readonly text: string; readonly ids: readonly number[] };

export async function tokeniseDocuments(predictor: Predictor, premise: Premise): Promise<TokenisedDocument[]> {
  const documents = listDocuments(premise);
  const ids = await predictor.tokenize(documents.map(({ text }) => text));
  return documents.map((document, i) => ({ ...document, ids: ids[i] ?? [] }));
}

/** What should not be, in words. `lines` become ids by themselves, as in a reasoning; they are also looked at joined to each document, and with control tokens let through. */
export async function checkTokens(predictor: Predictor, lines: readonly string[], documents: readonly TokenisedDocument[]): Promise<string[]> {
  const given = `${lines.join("\n")}\n`;
  const [alone = [], withControl = [], ...wholes] = await predictor.tokenize([given, [{ text: given, control: true }], ...documents.map(({ text }) => text + given)]);
  const [back] = await predictor.detokenize([alone]);
  return [
    ...(back === given ? [] : ["its tokens are of another text"]),
    ...(String(alone) === String(withControl) ? [] : ["it holds a control token"]),
    ...documents.flatMap(({ id, ids }, i) => (String(wholes[i]?.slice(0, ids.length)) === String(ids) ? [] : [`${id}: the tokens before it are others`])),
  ];
}
