/** @module Finds the file behind a model reference on this machine; never uses the network. */
import { realpath, stat } from "node:fs/promises";
import { basename } from "node:path";
import { resolveDirectories } from "../config/directories.ts";
import type { Environment } from "../config/environment.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { findInCache } from "./hub-cache.ts";
import type { ModelTarget } from "./reference.ts";
import { findModel, type ModelEntry, registry } from "./registry.ts";

/** `entry`: what the registry says about the file; null when it is not one of its models. */
export type LocatedModel = { readonly path: string; readonly entry: ModelEntry | null };

/** @throws PremiseError `model/unknown`, `model/not-pulled`, `model/unreadable`; `predictor/unsupported` for a remote model. */
export async function locateModel(target: ModelTarget, env: Environment, models: readonly ModelEntry[] = registry): Promise<LocatedModel> {
  if (target.kind === "remote") throw new PremiseError("predictor/unsupported", { model: `${target.remote}:${target.id}`, problem: "it is no file on this machine" });
  if (target.kind === "file") return locateFile(target.path, models);
  const entry = findModel(target.id, models);
  const path = await findInCache(entry, resolveDirectories(env).hubCache);
  if (path === null) throw new PremiseError("model/not-pulled", { model: entry.id });
  return { path, entry };
}

/** A path into the cache is recognised by its blob, which is named by its hash. */
async function locateFile(path: string, models: readonly ModelEntry[]): Promise<LocatedModel> {
  const status = await stat(path).catch(() => null);
  if (status === null) throw new PremiseError("model/unreadable", { path, problem: "there is no such file" });
  if (!status.isFile()) throw new PremiseError("model/unreadable", { path, problem: "it is not a file" });
  const blob = basename(await realpath(path));
  return { path, entry: models.find((entry) => entry.sha256 === blob && entry.bytes === status.size) ?? null };
}
