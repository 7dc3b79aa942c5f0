/** @module Reports long files and functions, and fails on files that are far too long. */
import { finish } from "./findings.ts";
import { type Finding, isTest, listFunctions, listSources, readSource } from "./source.ts";

export const folders: readonly string[] = ["src", "scripts", "test", "perf", "examples"];

/** Lines: a file above `report` is reported, above `fail` it fails; so is a function above `function`. */
export const limits = { report: 200, fail: 400, function: 80 } as const;

/** A test file's outer function is its whole content, so only its length as a file counts. */
export function checkSize(path: string, text: string): readonly Finding[] {
  return [...checkFile(path, text), ...(isTest(path) ? [] : checkFunctions(path, text))];
}

function checkFile(path: string, text: string): readonly Finding[] {
  const lines = text.replace(/\n$/, "").split("\n").length;
  if (lines > limits.fail) return [{ severity: "error", path, line: 1, message: `${lines} lines, at most ${limits.fail}` }];
  if (lines > limits.report) return [{ severity: "note", path, line: 1, message: `${lines} lines, aim for ${limits.report}` }];
  return [];
}

function checkFunctions(path: string, text: string): readonly Finding[] {
  return listFunctions(text)
    .filter(({ lines }) => lines > limits.function)
    .map(({ name, line, lines }) => ({ severity: "note", path, line, message: `function ${name} has ${lines} lines, aim for 40` }));
}

export function checkSizeIn(root: string): readonly Finding[] {
  const paths = listSources(root, folders);
  if (paths.length === 0) return [{ severity: "error", path: "src", line: 1, message: "there are no sources to check" }];
  return paths.flatMap((path) => checkSize(path, readSource(root, path)));
}

if (process.argv[1] === import.meta.filename) finish(checkSizeIn(process.cwd()));
