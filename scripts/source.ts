/** @module Reads TypeScript sources for the checkers: which files there are, what they import, how long their functions are. */
import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { parseSync } from "vite";

export type Node = { readonly type: string; readonly start: number; readonly end: number; readonly [key: string]: unknown };
export type Import = { readonly specifier: string; readonly line: number };
export type FunctionLength = { readonly name: string; readonly line: number; readonly lines: number };

/** One thing that a checker found. Only errors fail the check. */
export type Finding = { readonly severity: "error" | "note"; readonly path: string; readonly line: number; readonly message: string };

const functionTypes = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const importTypes = new Set(["ImportDeclaration", "ExportNamedDeclaration", "ExportAllDeclaration", "ImportExpression", "TSImportType"]);

/** Paths of the TypeScript files under `folders`, relative to `root`, with forward slashes, sorted. */
export function listSources(root: string, folders: readonly string[]): readonly string[] {
  const patterns = folders.map((folder) => `${folder}/**/*.ts`);
  return globSync(patterns, { cwd: root, exclude: ["**/node_modules/**", "**/dist/**"] })
    .map((path) => path.split(sep).join("/"))
    .sort();
}

export function readSource(root: string, path: string): string {
  return readFileSync(join(root, path), "utf8");
}

export function isTest(path: string): boolean {
  return /\.test(-d)?\.ts$/.test(path);
}

/** Static, dynamic and type imports, and re-exports, whose specifier is a plain string. */
export function listImports(text: string): readonly Import[] {
  const found: Import[] = [];
  visit(parse(text), (node) => {
    const specifier = importTypes.has(node.type) ? ((node["source"] as { value?: unknown } | null)?.value ?? null) : null;
    if (typeof specifier === "string") found.push({ specifier, line: lineOf(text, node.start) });
  });
  return found;
}

/** Every function with a body, outermost first; an unnamed one has the name of what it is assigned to, or "(unnamed)". */
export function listFunctions(text: string): readonly FunctionLength[] {
  const found: FunctionLength[] = [];
  visit(parse(text), (node, parent) => {
    if (!functionTypes.has(node.type)) return;
    const line = lineOf(text, node.start);
    found.push({ name: nameOf(node) ?? nameOf(parent) ?? "(unnamed)", line, lines: lineOf(text, node.end) - line + 1 });
  });
  return found;
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

export function parse(text: string): Node {
  const { program, errors } = parseSync("source.ts", text);
  if (errors[0] !== undefined) throw new Error(`cannot parse: ${errors[0].message}`);
  return program as unknown as Node;
}

/** Calls `see` for every node, parents first. */
export function visit(node: Node, see: (node: Node, parent: Node | null) => void, parent: Node | null = null): void {
  see(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) visit(child, see, node);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

function nameOf(node: Node | null): string | null {
  const named = (node?.["id"] ?? node?.["key"] ?? null) as { readonly name?: unknown } | null;
  return typeof named?.name === "string" ? named.name : null;
}
