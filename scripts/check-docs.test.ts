import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Register } from "../src/cli/program.ts";
import { checkDocs } from "./check-docs.ts";
import { renderCliPage } from "./docs/cli-page.ts";
import { parseErrorsPage, renderErrorsPage } from "./docs/errors-page.ts";
import { checkLinks, listAnchors } from "./docs/links.ts";

const pagesOf = (files: Readonly<Record<string, string>>) => ({ exists: (path: string) => path in files, read: (path: string) => files[path] ?? "" });
const problems = (files: Readonly<Record<string, string>>, path: string): readonly string[] => checkLinks(path, pagesOf(files)).map(({ line, message }) => `${line}: ${message}`);

describe("links", () => {
  it("follows files, images and headings", () => {
    const files = { "README.md": "[a](docs/a.md#two-words)\n![p](docs/p.png) [self](#top) [out](https://example.org/x)\n# Top", "docs/a.md": "[up](../README.md)\n## Two words!", "docs/p.png": "" };
    expect(problems(files, "README.md")).toEqual([]);
    expect(problems(files, "docs/a.md")).toEqual([]);
  });

  it("finds what leads nowhere, with its line", () => {
    const files = { "README.md": "x\n[a](docs/gone.md)\n<img src=\"docs/p.png\">\n[b](other.md#no)\n[c](../../secret)", "other.md": "# Yes" };
    expect(problems(files, "README.md")).toEqual([
      "2: the link docs/gone.md leads nowhere",
      "3: the link docs/p.png leads nowhere",
      "4: the link other.md#no names no heading of other.md",
      "5: the link ../../secret leaves the repository",
    ]);
  });

  it("takes nothing in code for a link, and no comment in code for a heading", () => {
    expect(problems({ "a.md": "```ts\nx[0](gone.md)\n```\n`[a](gone.md)`\n" }, "a.md")).toEqual([]);
    expect([...listAnchors("# A `b` C\n```sh\n# not one\n```\n# A `b` C\n")]).toEqual(["a-b-c", "a-b-c-1"]);
  });
});

describe("generated pages", () => {
  const row = { message: "A | b {c}.", status: 400, exit: 2, type: "invalid_request_error" } as const;

  it("lists errors by folder, and can be read back", () => {
    const page = renderErrorsPage({ "a/one": row, "a/two": row, lone: row });
    expect(page).toContain("## a\n");
    expect(page).toContain("## general\n");
    expect(page).toContain("| `a/one` | A \\| b {c}. | 2 | 400 | `invalid_request_error` |");
    expect(parseErrorsPage(page)).toEqual(["a/one", "a/two", "lone"]);
  });

  it("shows every command and subcommand once, the same whatever the terminal", () => {
    const register: Register = (program) => {
      program.command("runs").description("recorded runs").command("show <id>").description(`one run ${"word ".repeat(40)}`);
    };
    const page = renderCliPage([register]);
    for (const heading of ["## premise", "## premise runs", "## premise runs show"]) expect(page.split("\n").filter((line) => line === heading)).toHaveLength(1);
    expect(Math.max(...page.slice(page.indexOf("```text")).split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it("are checked for freshness", () => {
    const root = mkdtempSync(join(tmpdir(), "premise-docs-test-"));
    try {
      mkdirSync(join(root, "docs"));
      writeFileSync(join(root, "docs/a.md"), "# A\n");
      const check = (content: string): readonly string[] => checkDocs(root, new Map([["docs/a.md", content]])).map(({ message }) => message);
      expect(check("# A\n")).toEqual([]);
      expect(check("# B\n")).toEqual(["is not what the code says now; run `npm run docs` and commit it"]);
      expect(checkDocs(root, new Map([["docs/none.md", ""]]))).toHaveLength(1);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("tell no machine's path", () => {
    expect(readFileSync("docs/cli.md", "utf8")).not.toMatch(/\/(home|root|work|tmp|Users)\//);
  });
});
