/** @module Files in the Hugging Face cache layout: `models--org--name/{blobs,refs,snapshots}`, blobs named by their sha256. */
import { copyFile, lstat, mkdir, readdir, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { ModelEntry } from "./registry.ts";

export type CachePlaces = {
  readonly folder: string;
  readonly blobs: string;
  readonly blob: string;
  /** What is fetched so far, until it is complete and has the right hash. */
  readonly part: string;
  /** Wheels under way. */
  readonly wheels: string;
  readonly lock: string;
};

/** Where a model of the registry lies in the cache; nothing is created. */
export function locateInCache(entry: ModelEntry, hubCache: string): CachePlaces {
  const folder = join(hubCache, `models--${entry.hub.repo.replaceAll("/", "--")}`);
  const blobs = join(folder, "blobs");
  const blob = join(blobs, entry.sha256);
  return { folder, blobs, blob, part: `${blob}.incomplete`, wheels: `${blob}.wheels`, lock: `${blob}.lock` };
}

/** Path of a model's file in any snapshot of the cache, where it has the right length; null where it is not. */
export async function findInCache(entry: ModelEntry, hubCache: string): Promise<string | null> {
  const { folder } = locateInCache(entry, hubCache);
  const snapshots = join(folder, "snapshots");
  for (const revision of (await readdir(snapshots).catch(() => [])).toSorted((a, b) => (a < b ? -1 : 1))) {
    const path = join(snapshots, revision, entry.hub.file);
    const status = await stat(path).catch(() => null);
    if (status?.isFile() === true && status.size === entry.bytes) return path;
  }
  return null;
}

/**
 * Makes a checked part the blob and links the snapshot to it, each step by a rename.
 * @param revision the hub's commit; null (the file came from elsewhere) names the snapshot by the pinned commit or else the sha256
 * @returns the snapshot's path
 */
export async function publishInCache(entry: ModelEntry, hubCache: string, revision: string | null): Promise<string> {
  const places = locateInCache(entry, hubCache);
  const commit = revision ?? (/^[0-9a-f]{40}$/.test(entry.hub.revision) ? entry.hub.revision : entry.sha256);
  await rename(places.part, places.blob);
  const path = join(places.folder, "snapshots", commit, entry.hub.file);
  await mkdir(dirname(path), { recursive: true });
  await link(places.blob, path);
  await writeReference(join(places.folder, "refs", "main"), commit);
  return path;
}

/** Takes a model's file out of the cache: the blob and every snapshot's link to it. */
export async function removeFromCache(entry: ModelEntry, hubCache: string): Promise<void> {
  const places = locateInCache(entry, hubCache);
  const snapshots = join(places.folder, "snapshots");
  for (const revision of await readdir(snapshots).catch(() => [])) await rm(join(snapshots, revision, entry.hub.file), { force: true });
  await rm(places.blob, { force: true });
}

/** Where links are not allowed (Windows without developer mode) the snapshot holds a copy, as huggingface_hub does it. */
async function link(blob: string, path: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await rm(temporary, { force: true });
  try {
    await symlink(relative(dirname(path), blob), temporary);
  } catch {
    await copyFile(blob, temporary);
  }
  await rename(temporary, path);
}

/** The branch points where it did, if the hub has set it. */
async function writeReference(path: string, commit: string): Promise<void> {
  if ((await lstat(path).catch(() => null)) !== null) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.${process.pid}.tmp`, commit);
  await rename(`${path}.${process.pid}.tmp`, path);
}
