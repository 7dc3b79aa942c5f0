/** @module The header `AI-Disclosure` of draft-abaris-aicdh-01: a Dictionary of RFC 9651, commas between its members. */
import { serializeDictionary, Token } from "structured-headers";

export const disclosureHeader = "ai-disclosure";

/** The header's value for a text that `model` of `provider` wrote at `date`, which it tells to the second. */
export function renderDisclosureHeader(text: { readonly model: string; readonly provider: string; readonly date: Date }): string {
  return serializeDictionary({ mode: new Token("machine-generated"), model: toAscii(text.model), provider: toAscii(text.provider), date: text.date });
}

/** A String of RFC 9651 holds visible ASCII and spaces; the rest is percent-encoded UTF-8. */
function toAscii(name: string): string {
  return name.toWellFormed().replace(/[^\x20-\x7e]/gu, encodeURIComponent);
}
