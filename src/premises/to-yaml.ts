/** @module Writing a premise as YAML that reads back as the same premise. */
import { Document, Scalar, visit } from "yaml";
import type { Premise } from "./schema.ts";

/** `parsePremise(toYaml(premise))` equals `premise`, and so does its hash. */
export function toYaml(premise: Premise): string {
  const document = new Document(premise, { version: "1.2", schema: "core", aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === "string" && needsStyle(node.value)) node.type = isProse(node.value) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0, blockQuote: "literal" });
}

/** Plain scalars of one ordinary line are left to the writer; line folding and edge spaces are where texts get lost. */
function needsStyle(text: string): boolean {
  return /[^\p{L}\p{N}\p{P}\p{S}\p{M} ]|^\s|\s$/u.test(text);
}

/** Lines of ordinary characters that a block keeps as they are. */
function isProse(text: string): boolean {
  return /^[^\s].*\n/u.test(text) && /^[\p{L}\p{N}\p{P}\p{S}\p{M} \n]*$/u.test(text) && !/[ \n]$|^[ ]+$/mu.test(text.replace(/\n+/g, "\n"));
}
