/** @module Checks a model file on this machine: header, length, and the hash that the registry expects. */
import { resolveDirectories } from "../config/directories.ts";
import type { Environment } from "../config/environment.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { hashFile } from "./file-hash.ts";
import { type Gguf, readGguf } from "./gguf.ts";
import { removeFromCache } from "./hub-cache.ts";
import { locateModel } from "./locate.ts";
import type { ModelTarget } from "./reference.ts";
import { type ModelEntry, registry } from "./registry.ts";

export type CheckedModel = {
  readonly path: string;
  readonly entry: ModelEntry | null;
  readonly sha256: string;
  readonly gguf: Gguf;
};

export type CheckOptions = {
  readonly env: Environment;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number, total: number) => void;
  readonly models?: readonly ModelEntry[];
};

/**
 * Reads the whole file. A model of the registry with a wrong hash is deleted from the cache; a file given by path never is.
 * @throws PremiseError `model/wrong-hash`, `model/unreadable`, `model/not-pulled`, `model/unknown`, `interrupted`.
 */
export async function checkModel(target: ModelTarget, options: CheckOptions): Promise<CheckedModel> {
  const { env, models = registry, ...rest } = options;
  const directories = resolveDirectories(env);
  const { path, entry } = await locateModel(target, env, models);
  const sha256 = await hashFile(path, { ...rest, cache: directories.cache, fresh: true });
  if (target.kind === "registered" && entry !== null && sha256 !== entry.sha256) {
    await removeFromCache(entry, directories.hubCache);
    throw new PremiseError("model/wrong-hash", { file: path, actual: sha256, expected: entry.sha256, model: entry.id });
  }
  return { path, entry, sha256, gguf: readGguf(path) };
}
