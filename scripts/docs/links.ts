/** @module Checks that the links of Markdown pages lead somewhere: files that exist, headings that exist. */
import { posix } from "node:path";
import type { Finding } from "../source.ts";

/** What the check asks of the disk: the text of a Markdown page, and whether a path exists. Paths are relative to the root. */
export type Pages = { readonly exists: (path: string) => boolean; readonly read: (path: string) => string };

/** Findings for the relative links and images of one page; addresses of other sites are not looked at. */
export function checkLinks(path: string, pages: Pages): readonly Finding[] {
  const text = blankCode(pages.read(path));
  return [...text.matchAll(/!?\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)|<img[^>]*\ssrc="([^"]+)"/g)].flatMap((match) => {
    const problem = checkTarget(path, match[1] ?? match[2] ?? "", pages);
    return problem === null ? [] : [{ severity: "error" as const, path, line: text.slice(0, match.index).split("\n").length, message: problem }];
  });
}

/** The anchors of a page's headings, as GitHub makes them. */
export function listAnchors(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const match of blankCode(text, "blocks").matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = (match[1] ?? "").toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return anchors;
}

function checkTarget(from: string, target: string, pages: Pages): string | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return null;
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? from : posix.join(posix.dirname(from), decodeURIComponent(file));
  if (path.startsWith("..")) return `the link ${target} leaves the repository`;
  if (!pages.exists(path)) return `the link ${target} leads nowhere`;
  if (anchor === undefined || !path.endsWith(".md")) return null;
  return listAnchors(pages.read(path)).has(anchor) ? null : `the link ${target} names no heading of ${path}`;
}

/** Code is no link: its characters become spaces, line breaks stay. */
function blankCode(text: string, what: "blocks" | "all" = "all"): string {
  const blank = (code: string): string => code.replace(/[^\n]/g, " ");
  const noBlocks = text.replace(/^(```+|~~~+)[^\n]*\n[\s\S]*?^\1[^\n]*$/gm, blank);
  return what === "blocks" ? noBlocks : noBlocks.replace(/`[^`\n]+`/g, blank);
}
