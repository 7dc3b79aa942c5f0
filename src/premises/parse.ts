/** @module Reading premise YAML: errors say line, column and what to mend. */
import { isMap, isScalar, LineCounter, type Document, type Node, parseDocument, visit } from "yaml";
import type * as z from "zod";
import { isPremiseError, PremiseError } from "../errors/premise-error.ts";
import { type Premise, premiseSchema } from "./schema.ts";
import { toPath, vetKinds, vetPremise } from "./vet.ts";

const longest = 256 * 1024;

/**
 * A vetted premise from YAML. `source` names it in messages.
 * @throws PremiseError `premise/invalid-yaml`, `premise/invalid` with line and column, or whatever `vetPremise` throws.
 */
export function parsePremise(yaml: string, source: string): Premise {
  const premise = parseUnvettedPremise(yaml, source);
  vetPremise(premise);
  return premise;
}

/** As `parsePremise`, but only process kinds are vetted: for the linter, which lists every fault. */
export function parseUnvettedPremise(yaml: string, source: string): Premise {
  const lines = new LineCounter();
  const document = readDocument(yaml, source, lines);
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  vetKinds(value);
  const result = premiseSchema.safeParse(value);
  if (result.success) return result.data;
  throw toError(result.error.issues, document, source, lines);
}

function readDocument(yaml: string, source: string, lines: LineCounter): Document.Parsed {
  const fail = (problem: string, offset: number): never => {
    const { line, col } = offset === 0 ? { line: 1, col: 1 } : lines.linePos(offset);
    throw new PremiseError("premise/invalid-yaml", { source, line, column: col, problem });
  };
  if (yaml.length > longest) fail(`${yaml.length} characters are more than the ${longest} that a premise may have`, 0);
  try {
    const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: "1.2", schema: "core", merge: false });
    const error = document.errors[0] ?? document.warnings[0];
    if (error !== undefined) fail(error.message.replace(/\.$/, ""), error.pos[0]);
    visit(document, {
      Alias: (_, node) => fail("aliases (*name) are refused; write the value out", node.range?.[0] ?? 0),
      Node: (_, node) => ("anchor" in node && node.anchor !== undefined ? fail("anchors (&name) are refused; write the value out", node.range?.[0] ?? 0) : undefined),
    });
    return document;
  } catch (error) {
    if (isPremiseError(error)) throw error;
    return fail(error instanceof RangeError ? "nested too deeply" : String(error), 0);
  }
}

function toError(issues: readonly z.core.$ZodIssue[], document: Document.Parsed, source: string, lines: LineCounter): PremiseError {
  // A misspelt key also leaves the right one missing: the misspelling is what to mend.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? (issues[0] as z.core.$ZodIssue);
  const unknownKey = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const { line, col } = lines.linePos(findOffset(document, issue.path, unknownKey));
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const problem = `${describe(issue)}${more}`;
  return new PremiseError("premise/invalid", { source, line: Math.max(1, line), column: Math.max(1, col), path: toPath(issue.path) || "(top level)", problem });
}

/** Offset of the node at `path`, of the key where one is unknown, or of the nearest ancestor where the node is missing. */
function findOffset(document: Document.Parsed, path: readonly PropertyKey[], unknownKey: string | undefined): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : (document.getIn(path.slice(0, depth), true) as Node | undefined);
    if (node === undefined || node === null) continue;
    const key = isMap(node) ? node.items.map((pair) => pair.key).find((k) => isScalar(k) && k.value === unknownKey) : undefined;
    return (isScalar(key) ? key.range?.[0] : undefined) ?? node.range?.[0] ?? 0;
  }
  return 0;
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined")) return `is missing (${issue.expected})`;
  if (issue.code === "invalid_union") return "must be one of human, group, human-with-tool, formal-procedure, archive, or {ref: name}";
  return issue.message.replace(/^Invalid input: /, "");
}
