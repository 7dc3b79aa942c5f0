/** @module Runs `premise runs export`: a run for other programs, and as a page. */
import { toInspectLog } from "../../runs/export/inspect/log.ts";
import { toRunLines } from "../../runs/export/jsonl.ts";
import type { RunRecord } from "../../runs/run.ts";
import type { Io } from "../io.ts";
import { writeFile } from "../write-file.ts";

export type ExportFlags = { readonly format: "jsonl" | "inspect" | "html"; readonly out?: string; readonly quiet?: boolean };

/** To stdout unless a file is named. @throws PremiseError `output/unwritable`. */
export async function exportRun(io: Io, record: RunRecord, { format, out, quiet }: ExportFlags): Promise<void> {
  const text = await renderAs(format, record);
  if (out === undefined || out === "-") return io.out(text);
  writeFile(out, text);
  if (quiet !== true) io.err(`${record.header.id} is in ${out}.\n`);
}

async function renderAs(format: ExportFlags["format"], record: RunRecord): Promise<string> {
  switch (format) {
    case "jsonl": return toRunLines(record);
    case "inspect": return toInspectLog(record);
    case "html": {
      const { renderRunPage } = await import("../../report/run/run-page.ts");
      return renderRunPage(record);
    }
  }
}
