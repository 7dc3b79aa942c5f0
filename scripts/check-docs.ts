/** @module Checks that generated pages are fresh and that links lead somewhere; `--write` makes the pages again. */
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { registers } from "../src/cli/commands.ts";
import { packageVersion } from "../src/cli/version.ts";
import { renderApiPage } from "./docs/api-page.ts";
import { renderCliPage } from "./docs/cli-page.ts";
import { renderErrorsPage } from "./docs/errors-page.ts";
import { checkLinks } from "./docs/links.ts";
import { renderPriorPage } from "./docs/prior-page.ts";
import { renderTimelinePage } from "./docs/timeline-page.ts";
import { finish } from "./findings.ts";
import type { Finding } from "./source.ts";

/** Path and content of every generated page. */
export function renderPages(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/errors.md", renderErrorsPage()],
    ["docs/cli.md", renderCliPage(registers)],
    ["docs/api.md", renderApiPage(packageVersion())],
    ["docs/prior.md", renderPriorPage()],
    ["docs/timeline.md", renderTimelinePage()],
  ]);
}

export function checkDocs(root: string, generated = renderPages()): readonly Finding[] {
  return [...checkGenerated(root, generated), ...checkAllLinks(root)];
}

function checkGenerated(root: string, generated: ReadonlyMap<string, string>): readonly Finding[] {
  return [...generated].flatMap(([path, content]) => {
    const place = join(root, path);
    if (existsSync(place) && readFileSync(place, "utf8") === content) return [];
    return [{ severity: "error" as const, path, line: 1, message: "is not what the code says now; run `npm run docs` and commit it" }];
  });
}

function checkAllLinks(root: string): readonly Finding[] {
  const pages = globSync(["*.md", "docs/**/*.md", "examples/**/*.md"], { cwd: root }).map((path) => path.split(sep).join("/")).sort();
  if (pages.length === 0) return [{ severity: "error", path: "README.md", line: 1, message: "there are no pages to check" }];
  const disk = { exists: (path: string) => existsSync(join(root, path)), read: (path: string) => readFileSync(join(root, path), "utf8") };
  return pages.flatMap((path) => checkLinks(path, disk));
}

function writePages(root: string): void {
  for (const [path, content] of renderPages()) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes("--write")) writePages(process.cwd());
  finish(checkDocs(process.cwd()));
}
