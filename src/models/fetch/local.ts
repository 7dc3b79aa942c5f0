/** @module Files on this machine or in a mirror as sources. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PremiseError } from "../../errors/premise-error.ts";
import type { ModelEntry } from "../registry.ts";
import type { PartFile } from "./part-file.ts";
import { failed, type FetchOutcome, type FetchTask, fetched, type Source } from "./source.ts";
import { fetchUrl } from "./url.ts";

/** A file that the user names. */
export function createFileSource(path: string): Source {
  return { name: `file ${path}`, fetch: (part, task) => copyFrom(path, part, task) };
}

/** A folder (or `file:` URL) that holds the file by its name, by repository and name, or as a Hugging Face cache; or a URL that does. */
export function createMirrorSource(mirror: string): Source {
  if (/^https?:\/\//i.test(mirror)) return createUrlMirror(mirror);
  const folder = /^file:\/\//i.test(mirror) ? fileURLToPath(mirror) : mirror;
  return {
    name: `mirror ${folder}`,
    fetch: async (part, task) => {
      const path = await firstFile(folderCandidates(folder, task.entry));
      return path === null ? failed(`has no ${task.entry.hub.file}`) : copyFrom(path, part, task);
    },
  };
}

export function isNetworkMirror(mirror: string): boolean {
  return /^https?:\/\//i.test(mirror);
}

function folderCandidates(folder: string, entry: ModelEntry): string[] {
  const { repo, file } = entry.hub;
  return [join(folder, file), join(folder, repo, file), join(folder, `models--${repo.replaceAll("/", "--")}`, "blobs", entry.sha256)];
}

async function firstFile(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    if ((await stat(path).catch(() => null))?.isFile() === true) return path;
  }
  return null;
}

/** Tries `MIRROR/FILE`, then the hub's own shape `MIRROR/ORG/NAME/resolve/REVISION/FILE`. A user and password in the URL become a header and are never shown. */
function createUrlMirror(mirror: string): Source {
  const base = URL.parse(mirror.replace(/\/*$/, "/"));
  const authorization = base === null || base.username === "" ? null : `Basic ${btoa(`${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`)}`;
  if (base !== null) base.username = base.password = "";
  return {
    name: `mirror ${base?.href ?? "(not a URL)"}`,
    fetch: async (part, task) => {
      if (base === null) return failed("PREMISE_MIRROR is not a URL");
      const { repo, file, revision } = task.entry.hub;
      const flat = await fetchUrl({ url: new URL(file, base), authorization }, part, task);
      if (flat.kind === "fetched" || !flat.problem.startsWith("answered 404")) return flat;
      return fetchUrl({ url: new URL(`${repo}/resolve/${revision}/${file}`, base), authorization }, part, task);
    },
  };
}

async function copyFrom(path: string, part: PartFile, task: FetchTask): Promise<FetchOutcome> {
  const status = await stat(path).catch(() => null);
  if (status?.isFile() !== true) return failed("there is no such file");
  if (status.size !== task.entry.bytes) return failed(`is another file (${status.size} bytes instead of ${task.entry.bytes})`);
  try {
    for await (const chunk of createReadStream(path, { start: part.length(), highWaterMark: 1 << 20, signal: task.signal }) as AsyncIterable<Buffer>) {
      await part.append(chunk);
      task.onLength(part.length());
    }
  } catch (cause) {
    if (task.signal.aborted) throw new PremiseError("interrupted", {}, { cause });
    if (cause instanceof PremiseError) throw cause;
    return failed((cause as NodeJS.ErrnoException).code ?? "could not be read");
  }
  return part.length() === task.entry.bytes ? fetched() : failed("became shorter while it was read");
}
