/** @module Reads a folder of .txt and .md files as documents. What is no text is refused, never guessed at. */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { PremiseError } from "../../../errors/premise-error.ts";
import type { LibraryDocument } from "./library.ts";

export type FolderLimits = { readonly files: number; readonly fileBytes: number; readonly allBytes: number };

const defaultLimits: FolderLimits = { files: 2000, fileBytes: 2_000_000, allBytes: 32_000_000 };

/**
 * In the order of their names, subfolders too; hidden ones and links are left out. A byte order mark is no part of the text.
 * @throws PremiseError `input/unreadable`, `resource/no-documents`, `resource/too-large`, `resource/not-text`.
 */
export function readDocuments(folder: string, limits: FolderLimits = defaultLimits): LibraryDocument[] {
  const paths = listFiles(folder);
  const refuse = (source: string, size: number, unit: string, limit: number): never => {
    throw new PremiseError("resource/too-large", { source, size, unit, limit });
  };
  if (paths.length === 0) throw new PremiseError("resource/no-documents", { source: folder });
  if (paths.length > limits.files) refuse(folder, paths.length, "documents", limits.files);
  const sizes = paths.map((path) => reading(path, () => lstatSync(path).size));
  sizes.forEach((size, i) => size > limits.fileBytes && refuse(paths[i] ?? folder, size, "bytes", limits.fileBytes));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > limits.allBytes) refuse(folder, total, "bytes", limits.allBytes);
  const named = paths.map((path) => ({ path, name: relative(folder, path).split(sep).join("/") })).sort((a, b) => (a.name < b.name ? -1 : 1));
  return named.map(({ path, name }) => ({ name, text: readText(path) }));
}

function listFiles(folder: string): string[] {
  return reading(folder, () => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(?:txt|md)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !relative(folder, path).split(sep).some((part) => part.startsWith(".")));
}

function readText(path: string): string {
  const bytes = reading(path, () => readFileSync(path));
  if (bytes.includes(0)) throw new PremiseError("resource/not-text", { source: path, problem: "it has zero bytes" });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new PremiseError("resource/not-text", { source: path, problem: "some bytes are not UTF-8" }, { cause: error });
  }
}

function reading<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new PremiseError("input/unreadable", { path, problem: (error as Error).message }, { cause: error });
  }
}
